package dev.weft.broker.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weft.model.observe.BrokerView;
import dev.weft.model.observe.CallQuestion;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /explain}: what becomes of calls. These pages tell of callers, so that beside a loopback
 * address they want a loopback name in {@code Host}: a web page that has its own name resolve to
 * this machine reads nothing.
 */
final class CallPages {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
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
  }

  private void explain(HttpExchange exchange, Map<String, List<String>> query) throws IOException {
    CallQuestion question =
        exchange.getRequestMethod().equals("POST")
            ? CallQuestion.ofTree(body(exchange))
            : CallQuestion.of(query);
    send(exchange, 200, broker.explain(question));
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
      }
    }
  }

  private static boolean fromThisMachine(String host) {
    int colon = host == null ? -1 : host.lastIndexOf(':');
    boolean port = colon > 0 && host.indexOf(']') < colon;
    return host != null && LOOPBACK.contains(port ? host.substring(0, colon) : host);
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
