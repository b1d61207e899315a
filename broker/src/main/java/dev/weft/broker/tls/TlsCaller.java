package dev.weft.broker.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What a handshake told of a caller. Belongs to its connection's loop. */
public final class TlsCaller {
  private static final AttributeKey<TlsCaller> KEY = AttributeKey.valueOf(TlsCaller.class, "of");

  private final ServerTls tls;
  private final @Nullable String serverName;
  private final SslHandler handler;
  private String served = ""; // the authority that was asked for last and is served

  private TlsCaller(ServerTls tls, @Nullable String serverName, SslHandler handler) {
    this.tls = tls;
    this.serverName = serverName;
    this.handler = handler;
  }

  /**
   * Remembers it with its channel.
   *
   * @param serverName that the caller asked for (SNI); null for none
   */
  public static TlsCaller remember(Channel channel, ServerTls tls, @Nullable String serverName) {
    var caller = new TlsCaller(tls, serverName, channel.pipeline().get(SslHandler.class));
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

  /**
   * Whether a call to this authority belongs on this connection (RFC 9110, section 7.4). Allocates
   * nothing while it is asked of the same one.
   */
  public boolean serves(String authority) {
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
