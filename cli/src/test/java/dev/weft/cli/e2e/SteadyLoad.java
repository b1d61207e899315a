package dev.weft.cli.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers of the service {@code hello} through a broker, each with its next call at once. */
final class SteadyLoad implements AutoCloseable {
  private static final int CALLERS = 8;

  private final HttpClient client;
  private final List<Thread> callers = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean going = true;

  SteadyLoad(URI broker) {
    var proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.getPort());
    client = HttpClient.newBuilder().proxy(ProxySelector.of(proxy)).build();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(Thread.ofVirtual().start(this::call));
    }
  }

  private static HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create("http://hello/")).timeout(Duration.ofSeconds(60));
  }

  private void call() {
    HttpRequest request = request().build();
    while (going) {
      try {
        int status = client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        if (status != 200) {
          failures.add("status " + status);
        }
      } catch (IOException | InterruptedException e) {
        failures.add(e.toString());
      }
      calls.incrementAndGet();
    }
  }

  /** One call that is not repeatable, beside the others. */
  CompletableFuture<HttpResponse<String>> post() {
    return client.sendAsync(
        request().POST(HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  int calls() {
    return calls.get();
  }

  void awaitMore(int more) {
    int before = calls.get();
    RunningMesh.await(more + " more calls", () -> calls.get() >= before + more);
  }

  Collection<String> failures() {
    return failures;
  }

  /** Lets the calls under way end. */
  void end() throws InterruptedException {
    going = false;
    for (Thread caller : callers) {
      caller.join();
    }
  }

  @Override
  public void close() throws InterruptedException {
    end();
    client.close();
  }
}
