package dev.weft.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weft.model.tls.CertifiedKey;
import dev.weft.model.tls.RouteeTls;
import dev.weft.testkit.SelfSigned;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates, and what speaks TLS with them as Java programs do. */
@SuppressWarnings("NullAway.Init") // tests make the keys first
final class TlsFixture {
  static SelfSigned first;
  static SelfSigned second;
  static SelfSigned caller;

  private TlsFixture() {}

  static void makeKeys(Path dir) throws Exception {
    first = SelfSigned.make(dir, "first", "EC", "dns:localhost,dns:orders,dns:a.example");
    second = SelfSigned.make(dir, "second", "EC", "dns:b.example");
    caller = SelfSigned.make(dir, "caller", "EC", "dns:caller,dns:*.wild.example");
  }

  static CertifiedKey key(SelfSigned one) throws GeneralSecurityException {
    return CertifiedKey.read(
        one.certificatePem().getBytes(US_ASCII), one.keyPem().getBytes(US_ASCII));
  }

  static X509Certificate certificate(SelfSigned one) throws GeneralSecurityException {
    return (X509Certificate) one.store().getCertificate("a");
  }

  /** What a Java program uses that trusts the broker's certificates. */
  static SSLContext context(@Nullable SelfSigned own) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (SelfSigned one : List.of(first, second, caller)) {
      trusted.setCertificateEntry("n" + trusted.size(), certificate(one));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    if (own != null) {
      keys.init(own.store(), "for tests only".toCharArray());
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  static RawRoutee secure(@Nullable SelfSigned trusted, RawRoutee.Conduct conduct)
      throws Exception {
    return secure(trusted, null, conduct);
  }

  static RawRoutee secure(
      @Nullable SelfSigned trusted, @Nullable String version, RawRoutee.Conduct conduct)
      throws Exception {
    SSLServerSocket server = listening();
    server.setNeedClientAuth(trusted != null);
    if (version != null) {
      server.setEnabledProtocols(new String[] {version});
    }
    return new RawRoutee(server, conduct);
  }

  /** A free port of the first certificate's, where these can be agreed on by ALPN. */
  static SSLServerSocket listening(String... applicationProtocols) throws Exception {
    var server =
        (SSLServerSocket)
            context(first)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    SSLParameters parameters = server.getSSLParameters();
    parameters.setApplicationProtocols(applicationProtocols);
    server.setSSLParameters(parameters);
    return server;
  }

  static RouteeTls trusting(SelfSigned one, String name, @Nullable SelfSigned own)
      throws GeneralSecurityException {
    return new RouteeTls(name, List.of(certificate(one)), own == null ? null : key(own));
  }
}
