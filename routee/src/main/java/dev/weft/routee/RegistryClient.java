package dev.weft.routee;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The few calls that a routee makes to its registry. Each blocks for a few seconds at most. Safe
 * for use by any thread.
 */
public final class RegistryClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);
  private static final int MAX_BODY_BYTES = 16_384;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY_REQUESTS = 429;

  private final RegistryEndpoint registry;

  /**
   * A client of a registry that asks for no token.
   *
   * @throws IllegalArgumentException if it is not an absolute http or https URI
   */
  public RegistryClient(URI registry) {
    this(RegistryEndpoint.of(registry, null, null));
  }

  /** A client of the registry at this endpoint. */
  public RegistryClient(RegistryEndpoint registry) {
    this.registry = registry;
  }

  /** Where the registry is. */
  public URI registry() {
    return registry.uri();
  }

  /**
   * Registers a routee, or replaces its registration; its lease begins anew.
   *
   * @param owner who registers, the same in all calls of one program; the name of another that is
   *     alive is refused
   */
  public void put(Registration registration, String owner)
      throws RegistryUnreachableException, RefusedException {
    String path = path(registration.namespace(), registration.name());
    Answer answer = call("PUT", path, RegistrationJson.write(registration, owner));
    if (answer.status == NOT_FOUND) {
      throw answer.refused();
    }
    answer.require();
  }

  /**
   * Renews the lease; false if the registry knows no such routee, so that it must register.
   *
   * @param owner as it registered; a name that has another owner by now is not renewed
   */
  public boolean renew(String namespace, String name, String owner)
      throws RegistryUnreachableException, RefusedException {
    String body = "{\"owner\":\"" + owner + "\"}";
    return call("PUT", path(namespace, name) + "/lease", body).foundAndDone();
  }

  /**
   * Deregisters; false if the registry knew no such routee, or if the name is another's by now.
   *
   * @param owner as it registered
   */
  public boolean delete(String namespace, String name, String owner)
      throws RegistryUnreachableException, RefusedException {
    Answer answer = call("DELETE", path(namespace, name) + "?owner=" + owner, "");
    return answer.status != CONFLICT && answer.foundAndDone();
  }

  private static String path(String namespace, String name) {
    return "/apis/weft.dev/v1/namespaces/" + namespace + "/routees/" + name;
  }

  /**
   * Calls, and once more after a connection that broke: although each request says {@code
   * Connection: close}, the JDK keeps the connection of an answer without a body and may use it
   * again when the registry has closed it. All calls are idempotent.
   */
  private Answer call(String method, String path, String body) throws RegistryUnreachableException {
    try {
      try {
        return exchange(method, path, body);
      } catch (ConnectException | SocketTimeoutException | UnknownHostException e) {
        throw e;
      } catch (IOException e) {
        return exchange(method, path, body);
      }
    } catch (IOException e) {
      throw new RegistryUnreachableException(
          "registry " + registry + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
    }
  }

  private Answer exchange(String method, String path, String body) throws IOException {
    HttpURLConnection connection = registry.open(method, path);
    try {
      return exchange(connection, body);
    } finally {
      connection.disconnect();
    }
  }

  private static Answer exchange(HttpURLConnection connection, String body) throws IOException {
    connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
    connection.setReadTimeout((int) ANSWER_TIMEOUT.toMillis());
    connection.setRequestProperty("Connection", "close");
    connection.setRequestProperty("Accept", "application/json");
    if (!body.isEmpty()) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(bytes);
      }
    }
    int status = connection.getResponseCode();
    return new Answer(status, status >= 300 ? readError(connection) : "");
  }

  private static String readError(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getErrorStream()) {
      return in == null ? "" : new String(in.readNBytes(MAX_BODY_BYTES), StandardCharsets.UTF_8);
    }
  }

  private record Answer(int status, String body) {
    boolean foundAndDone() throws RegistryUnreachableException, RefusedException {
      if (status == NOT_FOUND) {
        return false;
      }
      require();
      return true;
    }

    void require() throws RegistryUnreachableException, RefusedException {
      if (status >= 500 || status == TOO_MANY_REQUESTS || status < 200) {
        throw new RegistryUnreachableException(text());
      }
      if (status >= 300) {
        throw refused();
      }
    }

    RefusedException refused() {
      return new RefusedException(status, text());
    }

    private String text() {
      String message = StatusMessage.of(body);
      return "the registry answered " + status + (message.isEmpty() ? "" : ": " + message);
    }
  }
}
