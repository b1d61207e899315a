package dev.weft.examples.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP/1.1 server with keep-alive, a virtual thread per request, and the addresses that all HTTP
 * services of the shop have: {@code GET /healthz}, which answers at once, and the trouble-makers,
 * each of which a 0 undoes: {@code POST /slow?ms=400}, {@code POST /fail?on=1}, which has each call
 * answered with 500, and {@code POST /desks?n=1}, which has calls wait for each other.
 */
final class HttpService implements Running {
  private static final int BACKLOG = 256;
  private static final int STOP_SECONDS = 1;

  private final Instance instance;
  private final Handler handler;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Pace pace = new Pace();

  /** What a service does with a call that is for it. */
  interface Handler {
    Answer answer(Request request)
        throws BadRequestException, CallFailedException, InterruptedException;
  }

  private HttpService(String name, HttpServer server, Handler handler) {
    this.instance = Instance.ofThisProcess(name, server.getAddress().getPort());
    this.server = server;
    this.handler = handler;
  }

  static HttpService start(String name, InetSocketAddress listen, Handler handler)
      throws IOException {
    // The server writes an answer's head and body apart: with Nagle's algorithm each would wait for
    // the caller's delayed acknowledgement, 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var service = new HttpService(name, HttpServer.create(listen, BACKLOG), handler);
    service.server.createContext("/", service::handle);
    service.server.setExecutor(service.threads);
    service.server.start();
    return service;
  }

  @Override
  public Instance instance() {
    return instance;
  }

  @Override
  public void close() {
    pace.stop();
    server.stop(STOP_SECONDS);
    threads.shutdown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = (instance + "\n" + answer.body() + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(answer.status(), -1);
      } else {
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    try {
      Request request = Request.of(exchange.getRequestMethod(), exchange.getRequestURI());
      return switch (request.path()) {
        case "/healthz" -> Answer.ok("healthy");
        case "/slow", "/fail", "/desks" -> trouble(request);
        default -> {
          pace.work();
          yield pace.failing()
              ? new Answer(500, "told to fail by POST /fail")
              : handler.answer(request);
        }
      };
    } catch (BadRequestException e) {
      return Answer.failed(400, e);
    } catch (CallFailedException e) {
      return Answer.failed(502, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(503, "stopping");
    }
  }

  private Answer trouble(Request request) throws BadRequestException {
    if (!request.method().equals("POST")) {
      return Answer.methodNotAllowed(request.method());
    }
    return switch (request.path()) {
      case "/slow" -> {
        pace.slowBy(request.parameter("ms", ""));
        yield Answer.ok("each call takes " + pace.slowMillis() + " ms more than usual");
      }
      case "/fail" -> {
        pace.fail(request.parameter("on", ""));
        yield Answer.ok(pace.failing() ? "each call fails" : "no call fails for this");
      }
      default -> {
        pace.desks(request.parameter("n", ""));
        yield Answer.ok("as many calls at once as told, or all where that is 0");
      }
    };
  }
}
