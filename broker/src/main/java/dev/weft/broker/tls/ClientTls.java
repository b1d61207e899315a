package dev.weft.broker.tls;

import dev.weft.model.tls.CertifiedKey;
import io.netty.channel.Channel;
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
public final class ClientTls implements AutoCloseable {
  private static final int HTTPS = 443;

  private final SslContext context;
  private final String serverName;

  private ClientTls(SslContext context, String serverName) {
    this.context = context;
    this.serverName = serverName;
  }

  /**
   * Makes one. The routee's certificate must be for the name and lead to one of the authorities;
   * there is no way to switch that off.
   *
   * @param serverName sent as SNI and looked for in the certificate
   * @param authorities to trust; empty for those that the JDK trusts
   * @param own shown to a routee that asks; null for none
   * @param applicationProtocols offered by ALPN, the preferred first; empty for none
   * @throws SSLException if they cannot be used
   */
  public static ClientTls of(
      String serverName,
      List<X509Certificate> authorities,
      @Nullable CertifiedKey own,
      List<String> applicationProtocols)
      throws SSLException {
    SslContextBuilder builder = Tls.modern(SslContextBuilder.forClient(), applicationProtocols);
    builder.endpointIdentificationAlgorithm("HTTPS");
    if (!authorities.isEmpty()) {
      builder.trustManager(authorities.toArray(X509Certificate[]::new));
    }
    if (own != null) {
      builder.keyManager(own.key(), own.chain().toArray(X509Certificate[]::new));
    }
    return new ClientTls(builder.build(), serverName);
  }

  /** A handler for a new connection; the first in its pipeline. */
  public SslHandler handler(Channel channel) {
    return context.newHandler(channel.alloc(), serverName, HTTPS);
  }

  @Override
  public void close() {
    ReferenceCountUtil.release(context);
  }
}
