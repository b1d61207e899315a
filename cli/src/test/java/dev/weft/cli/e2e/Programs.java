package dev.weft.cli.e2e;

import com.sun.net.httpserver.HttpExchange;
import dev.weft.testkit.FakeRoutee;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * Three programs that answer calls of the service {@code hello}; a POST is answered when the test
 * says so.
 */
final class Programs implements AutoCloseable {
  private final Map<String, FakeRoutee> routees = new LinkedHashMap<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile String holding = "";

  Programs() throws IOException {
    for (String name : new String[] {"hello-1", "hello-2", "hello-3"}) {
      routees.put(name, new FakeRoutee(exchange -> answer(exchange, name)));
    }
  }

  private void answer(HttpExchange exchange, String name) throws IOException {
    if (exchange.getRequestMethod().equals("POST")) {
      holding = name;
      try {
        released.await();
      } catch (InterruptedException e) {
        return; // the test is over
      }
    }
    FakeRoutee.answer(exchange, 200, name);
  }

  /** The resources of all three, with calls that may last. */
  String documents() {
    var yaml =
        new StringBuilder(
            """
            apiVersion: weft.dev/v1
            kind: ServicePolicy
            metadata: {name: hello}
            spec:
              targetRefs: [{kind: Service, name: hello}]
              timeout: {request: 60s}
            ---
            """);
    routees.forEach((name, routee) -> yaml.append(routee.document(name, "hello")));
    return yaml.toString();
  }

  /** How many requests that routee's program has received. */
  int received(String routee) {
    return Objects.requireNonNull(routees.get(routee)).received();
  }

  /** How many requests all of them have received. */
  int received() {
    return routees.values().stream().mapToInt(FakeRoutee::received).sum();
  }

  /** Which routee has a POST that is not answered yet; empty if none. */
  String holding() {
    return holding;
  }

  void release() {
    released.countDown();
  }

  @Override
  public void close() {
    release();
    routees.values().forEach(FakeRoutee::close);
  }
}
