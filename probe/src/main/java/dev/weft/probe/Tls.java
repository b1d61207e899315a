package dev.weft.probe;

import dev.weft.model.mesh.Addresses;
import dev.weft.model.mesh.ProbePolicy;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS over a connected socket, with what the system trusts or, where the policy says so, all. */
final class Tls {
  private Tls() {}

  /** Returns when the handshake is done; closing what it returns closes the socket. */
  static Socket over(Socket plain, ProbePolicy.HttpCheck check, String address, Deadline deadline)
      throws IOException {
    plain.setSoTimeout(deadline.remainingMillis());
    String name = check.host().isEmpty() ? address : withoutPort(check.host());
    var socket =
        (SSLSocket)
            context(check.trusting())
                .getSocketFactory()
                .createSocket(plain, name, plain.getPort(), true);
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

  private static SSLContext context(boolean trusting) throws SSLException {
    try {
      if (!trusting) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new SSLException("no TLS on this machine", e);
    }
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
