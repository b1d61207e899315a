package dev.weft.routee;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a registry is reached: its address, the token that says who asks, and whom to trust where the
 * address is https. Immutable.
 */
public final class RegistryEndpoint {
  private final URI registry;
  private final @Nullable String token;
  private final @Nullable SSLSocketFactory tls;

  private RegistryEndpoint(URI registry, @Nullable String token, @Nullable SSLSocketFactory tls) {
    this.registry = registry;
    this.token = token;
    this.tls = tls;
  }

  /**
   * An endpoint.
   *
   * @param registry such as {@code http://127.0.0.1:7070}, with or without a path before the API's
   * @param token a bearer token; null or empty for none
   * @param authority a PEM file of the certificates to trust instead of the JVM's; null for those
   * @throws IllegalArgumentException naming the value that cannot be and what can
   */
  public static RegistryEndpoint of(
      URI registry, @Nullable String token, @Nullable Path authority) {
    boolean http = "http".equals(registry.getScheme()) || "https".equals(registry.getScheme());
    Registration.require(
        http && registry.getHost() != null, "registry", registry, "a URI like http://host:7070");
    String word = token == null || token.isBlank() ? null : token.strip();
    if (word != null && !word.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("the token holds characters that no token has");
    }
    return new RegistryEndpoint(registry, word, authority == null ? null : trusting(authority));
  }

  /**
   * An endpoint with the token of {@code WEFT_TOKEN} and the authority of {@code WEFT_CA}.
   *
   * @throws IllegalArgumentException naming the value that cannot be and what can
   */
  public static RegistryEndpoint of(URI registry, Map<String, String> environment) {
    String authority = environment.get("WEFT_CA");
    return of(
        registry,
        environment.get("WEFT_TOKEN"),
        authority == null || authority.isEmpty() ? null : Path.of(authority));
  }

  /** Where the registry is. */
  public URI uri() {
    return registry;
  }

  /**
   * A connection for one request, not yet connected; it has no timeouts yet.
   *
   * <p>It is an {@link HttpURLConnection} and not {@code java.net.http}: that one keeps a selector
   * thread and several megabytes in a process that makes one small call every few seconds.
   *
   * @param path from {@code /} on, with the query
   */
  public HttpURLConnection open(String method, String path) throws IOException {
    var connection = (HttpURLConnection) at(path).toURL().openConnection(Proxy.NO_PROXY);
    if (tls != null && connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(tls);
    }
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    if (token != null) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
    return connection;
  }

  private URI at(String path) throws IOException {
    String before = registry.getRawPath() == null ? "" : registry.getRawPath();
    try {
      return new URI(
          registry.getScheme()
              + "://"
              + registry.getRawAuthority()
              + before.replaceAll("/+$", "")
              + path);
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static SSLSocketFactory trusting(Path authority) {
    try (InputStream in = Files.newInputStream(authority)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException(authority + " holds no certificate in PEM form");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("authority-" + number++, certificate);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the certificates of " + authority + " cannot be read: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          authority + " is no PEM file of certificates: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return registry.toString(); // without the token: this stands in messages
  }
}
