package dev.weft.broker.tls;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.lang.ref.Cleaner;
import java.util.List;

/** What both sides have in common. */
final class Tls {
  /** In the order of preference. */
  static final List<String> HTTP =
      List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);

  /** Frees what nobody reaches any more: a context may be swapped while a connection takes it. */
  static final Cleaner CLEANER = Cleaner.create();

  private Tls() {}

  /** The JDK's where BoringSSL does not load, and where {@code -Dweft.tls=jdk} asks for it. */
  static SslProvider provider() {
    return OpenSsl.isAvailable() && !"jdk".equals(System.getProperty("weft.tls"))
        ? SslProvider.OPENSSL_REFCNT
        : SslProvider.JDK;
  }

  /** TLS 1.2 and 1.3 with suites that HTTP/2 allows (RFC 9113, section 9.2.2). */
  static SslContextBuilder modern(SslContextBuilder builder, List<String> applicationProtocols) {
    builder
        .sslProvider(provider())
        .protocols("TLSv1.3", "TLSv1.2")
        .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
    if (!applicationProtocols.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              applicationProtocols));
    }
    return builder;
  }
}
