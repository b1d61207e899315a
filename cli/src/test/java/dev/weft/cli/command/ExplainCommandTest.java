package dev.weft.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands about calls, against a registry and an agent that are played. */
final class ExplainCommandTest {
  private static final String FORWARDED =
      """
      {"question": {"method": "GET", "authority": "orders", "path": "/cart"},
       "summary": "orders-1 gets it: it is the only one", "outcome": "forwarded",
       "service": {"service": "orders", "why": "the authority names it"},
       "route": {"matched": {"name": "HTTPRoute default/r rules[0]"},
                 "nearly": [{"name": "HTTPRoute default/r rules[1]", "failed": "method is GET"}]},
       "load": {"inFlight": 1, "waiting": 0, "connections": 2, "maxConnections": 1024},
       "candidates": [{"routee": "orders-1\\u001b[2J", "chance": 1.0, "score": 8.2,
         "ewmaMillis": 8.2, "inFlight": 0, "weight": 100, "verdict": "passing",
         "standing": {"state": "passing"}, "why": "takes calls"}],
       "onFailure": {"why": "GET is idempotent", "connect": "1s", "perTry": "250ms",
         "perTryFrom": "adapts", "request": "15s", "idle": "1m"},
       "policy": [{"field": "balance.algorithm", "value": "PeakEwma", "from": "default"},
         {"field": "retry.attempts", "value": 3, "from": "ServicePolicy orders"}]}
      """;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream outBefore = System.out;
  private final PrintStream errBefore = System.err;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    server.start();
  }

  @AfterEach
  void stop() {
    System.setOut(outBefore);
    System.setErr(errBefore);
    server.stop(0);
  }

  private void serve(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private String here() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void asksTheRegistryAndLaysTheAnswerOut() {
    serve("/apis/weft.dev/v1/explain", 200, FORWARDED);
    assertThat(
            RootCommand.execute(
                "explain", "GET", "http://orders/cart", "-H", "x-user: 7", "--api", here()))
        .isZero();
    assertThat(asked.getFirst())
        .contains("method=GET", "url=http%3A%2F%2Forders%2Fcart", "header=x-user%3A%207");
    assertThat(said())
        .contains("orders-1 gets it", "HTTPRoute default/r rules[0]", "method is GET")
        .contains("8.20 ms", "100 %", "ServicePolicy orders: retry.attempts 3")
        .doesNotContain("\u001b");
  }

  @Test
  void asksAnAgentForAnExchange() {
    serve(
        "/exchanges",
        200,
        """
        {"method": "GET", "authority": "orders", "path": "/", "queryBytes": 5, "exchange": "00ff",
         "at": "now", "summary": "orders-1 answered 200", "status": 200, "outcome": "answered",
         "durationMillis": 1.5, "tries": [{"routee": "orders-1", "reason": "its turn",
         "atMillis": 0, "tookMillis": 1.4, "connection": "kept", "outcome": "answered",
         "status": 200}]}
        """);
    assertThat(RootCommand.execute("explain", "00112233445566ff", "--agent", here())).isZero();
    assertThat(asked).containsExactly("/exchanges/00112233445566ff");
    assertThat(said()).contains("orders-1 answered 200", "its turn", "1.40 ms", "?…");
  }

  @Test
  void tapPrintsALineForEachAndSaysWhatWasLost() {
    serve(
        "/tap",
        200,
        " {\"dropped\": 7}\n  {\"at\": \"2026-11-23T10:00:00Z\", \"status\": 503,"
            + " \"durationMillis\": 2.5, \"caller\": \"web\", \"method\": \"GET\","
            + " \"authority\": \"orders\", \"path\": \"/cart\", \"error\": \"no_room\","
            + " \"exchange\": \"00ff\"}\n");
    assertThat(
            RootCommand.execute(
                "tap", "orders", "--failed", "--status", "5xx", "-n", "1", "--agent", here()))
        .isZero();
    assertThat(asked.getFirst()).isEqualTo("/tap?service=orders&status=5xx&failed=1&limit=1");
    assertThat(said()).contains("503  2.50 ms  web > nobody  GET orders/cart  no_room");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("7 more could not be shown");
  }

  @Test
  void saysWhoDoesNotAnswerAndWhatIsWrong() {
    serve("/explain", 400, "{\"message\": \"the URL is none\"}");
    assertThat(RootCommand.execute("explain", "GET", "x", "--agent", here())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("the URL is none");
    server.stop(0);
    assertThat(RootCommand.execute("explain", "GET", "x", "--agent", here())).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no agent answers at");
    assertThat(RootCommand.execute("explain", "a/b", "c")).isEqualTo(2);
    assertThat(RootCommand.execute("explain", "GET", "x", "--agent", "nowhere")).isEqualTo(2);
  }
}
