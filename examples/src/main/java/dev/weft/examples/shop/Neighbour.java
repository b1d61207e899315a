package dev.weft.examples.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * Another HTTP service, called by its plain name. The JDK's client sends the call through the proxy
 * that {@code http.proxyHost} and {@code http.proxyPort} name; that is all it takes to be in a
 * mesh. Safe for use by any thread.
 */
final class Neighbour {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  private final String name;
  private final HttpClient client;

  Neighbour(String name, HttpClient client) {
    this.name = name;
    this.client = client;
  }

  /** A client as the services use it: HTTP/1.1, kept-alive connections, the JVM's own proxy. */
  static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_TIMEOUT)
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }

  /**
   * Calls it and waits for the answer's body.
   *
   * @throws CallFailedException where the answer is not 200 or does not come
   */
  String call(String method, String pathAndQuery) throws CallFailedException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + name + pathAndQuery))
            .timeout(CALL_TIMEOUT)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new CallFailedException(
            name + " answered " + answer.statusCode() + ": " + answer.body().strip());
      }
      return answer.body().strip();
    } catch (IOException e) {
      throw new CallFailedException(name + " could not be called: " + e, e);
    }
  }
}
