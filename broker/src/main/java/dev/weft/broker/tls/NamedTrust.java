package dev.weft.broker.tls;

import dev.weft.model.tls.SubjectName;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts a routee that authorities vouch for and whose certificate has one of some names. Safe on
 * any thread.
 */
final class NamedTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager authorities;
  private final List<SubjectName> names;

  private NamedTrust(X509ExtendedTrustManager authorities, List<SubjectName> names) {
    this.authorities = authorities;
    this.names = names;
  }

  /**
   * Makes one.
   *
   * @param authorities to trust; empty for those that the JDK trusts
   * @throws SSLException if they cannot be used
   */
  static NamedTrust of(List<X509Certificate> authorities, List<SubjectName> names)
      throws SSLException {
    try {
      @Nullable KeyStore store = null;
      if (!authorities.isEmpty()) {
        store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (X509Certificate one : authorities) {
          store.setCertificateEntry("authority " + store.size(), one);
        }
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager usual) {
          return new NamedTrust(usual, List.copyOf(names));
        }
      }
      throw new SSLException("the JDK has nobody who judges certificates");
    } catch (GeneralSecurityException | IOException e) {
      throw new SSLException("the authorities cannot be used", e);
    }
  }

  private void named(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0 || names.stream().noneMatch(name -> name.isOf(chain[0]))) {
      throw new CertificateException(
          "the certificate has none of the names "
              + names.stream().map(SubjectName::value).collect(Collectors.joining(", ")));
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    authorities.checkServerTrusted(chain, authType, engine);
    named(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    authorities.checkServerTrusted(chain, authType, socket);
    named(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    authorities.checkServerTrusted(chain, authType);
    named(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("callers are not judged here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("callers are not judged here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("callers are not judged here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
