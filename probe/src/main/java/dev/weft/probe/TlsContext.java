package dev.weft.probe;

import dev.weft.model.mesh.Addresses;
import dev.weft.model.mesh.ProbePolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS of one routee's checks, with what the policy trusts, or the system. The certificates are read
 * once, and a connection takes up the session of the one before. Safe for use by any thread.
 */
final class TlsContext {
  /**
   * A session that is taken up shows no certificate: one that has run out is seen after so long.
   */
  private static final int SESSION_SECONDS = 60;

  private volatile @Nullable Made made;

  /** A context, and what it was made for. */
  private record Made(boolean trusting, String authorities, SSLContext context) {
    boolean fits(ProbePolicy.HttpCheck check) {
      return trusting == check.trusting() && authorities.equals(check.authorities());
    }
  }

  /** Returns when the handshake is done; closing what it returns closes the socket. */
  Socket over(Socket plain, ProbePolicy.HttpCheck check, String address) throws IOException {
    String name = check.host().isEmpty() ? address : withoutPort(check.host());
    var socket =
        (SSLSocket)
            context(check).getSocketFactory().createSocket(plain, name, plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    if (!check.trusting()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    if (!Addresses.isIp(name)) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > 0 && host.indexOf(']', colon) < 0 && host.indexOf(':') == colon
        ? host.substring(0, colon)
        : host;
  }

  private SSLContext context(ProbePolicy.HttpCheck check) throws SSLException {
    Made current = made;
    if (current == null || !current.fits(check)) {
      current = new Made(check.trusting(), check.authorities(), make(check));
      made = current;
    }
    return current.context;
  }

  private static SSLContext make(ProbePolicy.HttpCheck check) throws SSLException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusted(check), new SecureRandom());
      context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
      return context;
    } catch (CertificateException | IOException e) {
      throw new SSLException("the policy's authorities are no certificates", e);
    } catch (GeneralSecurityException e) {
      throw new SSLException("no TLS on this machine", e);
    }
  }

  /** Null for those that the system trusts. */
  private static TrustManager @Nullable [] trusted(ProbePolicy.HttpCheck check)
      throws GeneralSecurityException, IOException {
    if (check.trusting()) {
      return new TrustManager[] {new Anyone()};
    }
    return check.authorities().isEmpty() ? null : trusted(check.authorities());
  }

  private static TrustManager[] trusted(String pem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
      store.setCertificateEntry("authority-" + store.size(), one);
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** For a check that asks whether the routee answers, not who it is. */
  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
