package dev.weft.cli.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Three programs that answer calls of the service {@code hello}; a POST is answered when the test
 * says so.
 */
final class Programs implements AutoCloseable {
  private static final int BACKLOG = 256;

  private final Map<String, HttpServer> servers = new LinkedHashMap<>();
  private final Map<String, AtomicInteger> received = new LinkedHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile String holding = "";

  Programs() throws IOException {
    for (String name : new String[] {"hello-1", "hello-2", "hello-3"}) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      HttpServer server = HttpServer.create(address, BACKLOG);
      var count = new AtomicInteger();
      server.createContext("/", exchange -> answer(exchange, name, count));
      server.setExecutor(threads);
      server.start();
      servers.put(name, server);
      received.put(name, count);
    }
  }

  private void answer(HttpExchange exchange, String name, AtomicInteger count) throws IOException {
    count.incrementAndGet();
    if (exchange.getRequestMethod().equals("POST")) {
      holding = name;
      try {
        released.await();
      } catch (InterruptedException e) {
        return; // the test is over
      }
    }
    byte[] body = name.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
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
            """);
    servers.forEach((name, server) ->
        yaml.append(
            """
            ---
            apiVersion: weft.dev/v1
            kind: Routee
            metadata: {name: %s}
            spec: {service: hello, address: 127.0.0.1, port: %d}
            """
                .formatted(name, server.getAddress().getPort())));
    return yaml.toString();
  }

  /** How many requests that routee's program has received. */
  int received(String routee) {
    AtomicInteger count = received.get(routee);
    return count == null ? 0 : count.get();
  }

  /** How many requests all of them have received. */
  int received() {
    return received.values().stream().mapToInt(AtomicInteger::get).sum();
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
    servers.values().forEach(server -> server.stop(0));
    threads.shutdownNow();
  }
}
