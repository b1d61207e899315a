package dev.weft.broker.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.Certificate;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLPeerUnverifiedException;
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
   * @param serverName that the caller asked for (SNI); null for none
   */
  public static TlsCaller remember(Channel channel, ServerTls tls, @Nullable String serverName) {
    return remember(channel, new ByCertificate(tls, serverName));
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

  /** The caller's certificate and those behind it; empty if it has shown none. */
  public List<Certificate> certificates() {
    try {
      return List.of(handler.engine().getSession().getPeerCertificates());
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  /** Whether a call to this authority belongs on this connection (RFC 9110, section 7.4). */
  public boolean serves(String authority) {
    return serves.test(authority);
  }

  /** Serves what has the certificate that was shown. Looks up nothing while asked of the same. */
  private static final class ByCertificate implements Predicate<String> {
    private final ServerTls tls;
    private final @Nullable String serverName;
    private String served = ""; // the authority that was asked for last and is served

    ByCertificate(ServerTls tls, @Nullable String serverName) {
      this.tls = tls;
      this.serverName = serverName;
    }

    @Override
    public boolean test(String authority) {
      if (authority.equals(served)) {
        return true;
      }
      if (!tls.serves(serverName, authority)) {
        return false;
      }
      served = authority;
      return true;
    }
  }
}
