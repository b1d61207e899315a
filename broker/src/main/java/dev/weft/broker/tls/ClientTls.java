package dev.weft.broker.tls;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.tls.CertifiedKey;
import dev.weft.model.tls.RouteeTls;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How the broker encrypts towards a routee: whom it trusts and whom it expects there. Safe on any
 * thread.
 */
public final class ClientTls {
  private final @Nullable SslContext context;
  private final String serverName;
  private final String trouble;

  private ClientTls(@Nullable SslContext context, String serverName, String trouble) {
    this.context = context;
    this.serverName = serverName;
    this.trouble = trouble;
    Tls.CLEANER.register(this, () -> ReferenceCountUtil.release(context));
  }

  /** For routees that cannot be called, rather than in plain text. */
  public static ClientTls unusable(String why) {
    return new ClientTls(null, "", why);
  }

  /** Sent as SNI; empty for none. */
  public String serverName() {
    return serverName;
  }

  /** Why it cannot be used; empty if it can. */
  public String trouble() {
    return trouble;
  }

  /**
   * As a snapshot has it.
   *
   * @throws SSLException if it cannot be used
   */
  public static ClientTls of(RouteeTls tls, Protocol spoken) throws SSLException {
    if (!tls.trouble().isEmpty()) {
      throw new SSLException(tls.trouble());
    }
    return of(
        tls,
        switch (spoken) {
          case TCP -> List.of();
          case HTTP -> List.of(ApplicationProtocolNames.HTTP_1_1);
          case H2C, GRPC -> List.of(ApplicationProtocolNames.HTTP_2);
          case AUTO -> Tls.HTTP;
        });
  }

  /**
   * Makes one. The routee's certificate must be for the name, or for one of the names, and lead to
   * one of the authorities; there is no way to switch that off.
   *
   * @param applicationProtocols offered by ALPN, the preferred first; empty for none
   * @throws SSLException if they cannot be used
   */
  public static ClientTls of(RouteeTls tls, List<String> applicationProtocols) throws SSLException {
    SslContextBuilder builder = Tls.modern(SslContextBuilder.forClient(), applicationProtocols);
    if (!tls.names().isEmpty()) {
      builder.endpointIdentificationAlgorithm("");
      builder.trustManager(NamedTrust.of(tls.authorities(), tls.names()));
    } else {
      builder.endpointIdentificationAlgorithm("HTTPS");
      if (!tls.authorities().isEmpty()) {
        builder.trustManager(tls.authorities().toArray(X509Certificate[]::new));
      }
    }
    @Nullable CertifiedKey own = tls.own();
    if (own != null) {
      builder.keyManager(own.key(), own.chain().toArray(X509Certificate[]::new));
    }
    return new ClientTls(builder.build(), tls.serverName(), "");
  }

  /**
   * A handler for a new connection; the first in its pipeline. It sets no limit of time.
   *
   * @param port the routee's; sessions are resumed with the same one only
   * @throws SSLException if this is {@link #unusable}
   */
  public SslHandler handler(Channel channel, int port) throws SSLException {
    if (context == null) {
      throw new SSLException(trouble);
    }
    SslHandler handler = context.newHandler(channel.alloc(), serverName, port);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }
}
