package dev.weft.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weft.routee.RegistryEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes renewals, writes them down and answers as the test says, or not before it says so. */
final class LeaseOffice implements AutoCloseable {
  private final List<String> renewals = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile int status = 200;
  private volatile String answer = "{}";
  private volatile CountDownLatch open = new CountDownLatch(0);

  LeaseOffice() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::take);
    server.setExecutor(threads);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    renewals.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    try {
      open.await();
    } catch (InterruptedException e) {
      return; // the test is over
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  RegistryEndpoint endpoint() {
    return ServedRegistry.endpoint(server.getAddress().getPort());
  }

  /** Each with method, path and body, in the order in which they came. */
  List<String> renewals() {
    return renewals;
  }

  void answer(int newStatus, String body) {
    answer = body;
    status = newStatus;
  }

  /** Takes renewals but answers none until {@link #release}. */
  void hold() {
    open = new CountDownLatch(1);
  }

  void release() {
    open.countDown();
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    threads.shutdownNow();
  }
}
