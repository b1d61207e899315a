package dev.weft.broker.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weft.model.observe.BrokerView;
import dev.weft.model.observe.CallQuestion;
import dev.weft.model.observe.ExchangeFilter;
import dev.weft.model.observe.LiveExchanges;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /explain}, {@code /exchanges}, {@code /tap}: what becomes of calls. These pages tell of
 * callers, so that beside a loopback address they want a loopback name in {@code Host}: a web page
 * that has its own name resolve to this machine reads nothing.
 */
final class CallPages {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final int USUAL_LIST = 50;
  private static final int MOST_BODY = 1 << 20;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final BrokerView broker;

  private interface Page {
    void answer(HttpExchange exchange, Map<String, List<String>> query) throws IOException;
  }

  private CallPages(BrokerView broker) {
    this.broker = broker;
  }

  static void serve(HttpServer server, BrokerView broker) {
    var pages = new CallPages(broker);
    pages.page(server, "/explain", pages::explain);
    pages.page(server, "/exchanges", pages::exchanges);
    pages.page(server, "/tap", pages::tap);
  }

  private void explain(HttpExchange exchange, Map<String, List<String>> query) throws IOException {
    CallQuestion question =
        exchange.getRequestMethod().equals("POST")
            ? CallQuestion.ofTree(body(exchange))
            : CallQuestion.of(query);
    send(exchange, 200, broker.explain(question));
  }

  private void exchanges(HttpExchange exchange, Map<String, List<String>> query)
      throws IOException {
    String id = exchange.getRequestURI().getPath().substring("/exchanges".length());
    if (id.isEmpty() || id.equals("/")) {
      send(exchange, 200, Map.of("items", broker.exchanges(ExchangeFilter.of(query, USUAL_LIST))));
      return;
    }
    @Nullable Map<String, Object> found = broker.exchange(id.substring(1));
    if (found == null) {
      refuse(exchange, 404, "this broker does not remember exchange " + id.substring(1));
    } else {
      send(exchange, 200, found);
    }
  }

  /** Lines of JSON until the reader leaves, or has as many as it wants. */
  private void tap(HttpExchange exchange, Map<String, List<String>> query) throws IOException {
    ExchangeFilter filter = ExchangeFilter.of(query, ExchangeFilter.MOST);
    boolean endless = !query.containsKey("limit");
    try (LiveExchanges tap = broker.tap(filter)) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      out.write(' '); // the head leaves at once
      out.flush();
      int left = filter.limit();
      while (endless || left > 0) {
        @Nullable Map<String, Object> next = tap.next(HEARTBEAT);
        if (next != null) {
          out.write(JSON.writeValueAsBytes(next));
          out.write('\n');
          left -= next.containsKey("dropped") ? 0 : 1;
        } else {
          out.write(' '); // shows that the reader has gone
        }
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void page(HttpServer server, String path, Page page) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            answer(exchange, page);
          }
        });
  }

  private static void answer(HttpExchange exchange, Page page) throws IOException {
    String method = exchange.getRequestMethod();
    if (!fromThisMachine(exchange.getRequestHeaders().getFirst("Host"))) {
      refuse(exchange, 403, "this page answers to names of loopback alone, such as localhost");
    } else if (!Set.of("GET", "POST").contains(method)) {
      refuse(exchange, 405, method + " is neither GET nor POST");
    } else {
      try {
        page.answer(exchange, query(exchange));
      } catch (IllegalArgumentException | JacksonException e) {
        refuse(exchange, 400, String.valueOf(e.getMessage()));
      } catch (IllegalStateException e) {
        refuse(exchange, 503, String.valueOf(e.getMessage()));
      }
    }
  }

  private static boolean fromThisMachine(@Nullable String host) {
    if (host == null) {
      return false;
    }
    int colon = host.lastIndexOf(':');
    boolean port = colon > 0 && host.indexOf(']') < colon;
    return LOOPBACK.contains(port ? host.substring(0, colon) : host);
  }

  @SuppressWarnings("unchecked") // a JSON object is a map with text keys
  private static Map<String, Object> body(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY);
    return JSON.readValue(body, Map.class);
  }

  private static Map<String, List<String>> query(HttpExchange exchange) {
    var query = new LinkedHashMap<String, List<String>>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String part : raw == null ? new String[0] : raw.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      query.computeIfAbsent(decode(name), key -> new ArrayList<>()).add(decode(value));
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    send(exchange, status, Map.of("message", why));
  }

  private static void send(HttpExchange exchange, int status, Map<String, Object> tree)
      throws IOException {
    byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
