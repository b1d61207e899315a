package dev.weft.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A program that takes calls over HTTP on a free port of loopback; one virtual thread a call. */
public final class FakeRoutee implements AutoCloseable {
  private static final int BACKLOG = 256;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger received = new AtomicInteger();
  private final HttpServer server;

  /**
   * Starts one.
   *
   * @param handler answers each call
   */
  public FakeRoutee(HttpHandler handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.createContext(
        "/",
        exchange -> {
          received.incrementAndGet();
          handler.handle(exchange);
        });
    server.setExecutor(threads);
    server.start();
  }

  /** One that answers every call with 200 and a text. */
  public static FakeRoutee answering(String text) throws IOException {
    return new FakeRoutee(exchange -> answer(exchange, 200, text));
  }

  /**
   * Answers a call.
   *
   * @param text empty for no body
   */
  public static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Calls received so far. */
  public int received() {
    return received.get();
  }

  /**
   * Its Routee as a YAML document that others may follow.
   *
   * @param more fields of its spec, such as {@code zone: a}
   */
  public String document(String name, String service, String... more) {
    String rest = more.length == 0 ? "" : ", " + String.join(", ", more);
    return """
    apiVersion: weft.dev/v1
    kind: Routee
    metadata: {name: %s}
    spec: {service: %s, address: 127.0.0.1, port: %d%s}
    ---
    """
        .formatted(name, service, port(), rest);
  }

  /** Ends at once, as do calls under way. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
