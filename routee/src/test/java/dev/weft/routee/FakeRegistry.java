package dev.weft.routee;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Records every request, and answers as the test says. */
final class FakeRegistry implements AutoCloseable {
  record Request(String method, String path, String body) {
    String line() {
      return method + " " + path;
    }
  }

  final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  final java.util.Set<String> authorizations = java.util.concurrent.ConcurrentHashMap.newKeySet();
  volatile int leaseStatus = 200;
  volatile int putStatus = 201;
  volatile int deleteStatus = 200;
  volatile String errorBody = "";
  volatile Runnable beforeDelete = () -> {};
  private final HttpServer server;

  FakeRegistry() throws IOException {
    this(0);
  }

  FakeRegistry(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 50);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String method = exchange.getRequestMethod();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      authorizations.add(authorization);
    }
    if (method.equals("DELETE")) {
      beforeDelete.run();
    }
    String query = exchange.getRequestURI().getRawQuery();
    int status =
        switch (method) {
          case "DELETE" -> deleteStatus;
          case "PUT" -> path.endsWith("/lease") ? leaseStatus : putStatus;
          default -> 200;
        };
    requests.add(new Request(method, path + (query == null ? "" : "?" + query), body));
    byte[] answer = (status < 300 ? "{}" : errorBody).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(answer, 0, answer.length);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The next request. */
  Request next() throws InterruptedException {
    Request request = requests.poll(30, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request within 30 s");
    }
    return request;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
