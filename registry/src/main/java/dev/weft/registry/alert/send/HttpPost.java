package dev.weft.registry.alert.send;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.json.JsonMapper;

/** Posts JSON to one address. Calls block, for so long as it is told at most. */
final class HttpPost implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final URI target;
  private final Duration patience;

  /**
   * @param patience for the whole answer, also of a receiver that sends it byte by byte
   */
  HttpPost(URI target, Duration patience) {
    this.target = target;
    this.patience = patience;
  }

  void post(Object tree) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/json")
            .header("User-Agent", "weft")
            .POST(BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(tree)))
            .build();
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, BodyHandlers.discarding());
    try {
      int status = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS).statusCode();
      if (status < 200 || status >= 300) {
        throw new IOException(target.getHost() + " answered " + status);
      }
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException(
          target.getHost() + " has not answered within " + patience.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException(target.getHost() + ": " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
