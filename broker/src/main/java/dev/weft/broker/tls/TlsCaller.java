package dev.weft.broker.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a handshake told of a caller. Belongs to its connection's loop. */
public final class TlsCaller {
  private static final AttributeKey<TlsCaller> KEY = AttributeKey.valueOf(TlsCaller.class, "of");

  private final Predicate<String> serves;
  private final SslHandler handler;

  private TlsCaller(Predicate<String> serves, SslHandler handler) {
    this.serves = serves;
    this.handler = handler;
  }

  /**
   * Remembers it with its channel.
   *
   * @param serves whether calls to an authority may come on this connection
   */
  public static TlsCaller remember(Channel channel, Predicate<String> serves) {
    var caller = new TlsCaller(serves, channel.pipeline().get(SslHandler.class));
    channel.attr(KEY).set(caller);
    return caller;
  }

  /** The caller at a channel's other end; null where it came without TLS. */
  public static @Nullable TlsCaller of(Channel channel) {
    return channel.attr(KEY).get();
  }

  /** What was agreed on by ALPN; null for nothing. */
  public @Nullable String applicationProtocol() {
    return handler.applicationProtocol();
  }

  /** Whether a call to this authority belongs on this connection (RFC 9110, section 7.4). */
  public boolean serves(String authority) {
    return serves.test(authority);
  }
}
