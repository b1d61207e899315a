package dev.weft.broker.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weft.broker.Broker;
import dev.weft.broker.BrokerException;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.time.Clock;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * The agent's admin port: {@code /healthz}, {@code /readyz}, {@code /metrics}, {@code /snapshot}
 * and {@code /routees}, to GET and HEAD, and the {@link CallPages}. Only reads.
 */
public final class AgentAdmin implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final String TEXT = "text/plain; charset=utf-8";

  /** What a page says. */
  @SuppressWarnings("ArrayRecordComponent") // written once, then sent
  private record Page(int status, String type, byte[] body) {
    static Page text(int status, String words) {
      return new Page(status, TEXT, (words + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private interface Maker {
    Page make(HttpExchange exchange) throws IOException;
  }

  private final JsonMapper json = JsonMapper.shared();
  private final Broker broker;
  private final SnapshotSource source;
  private final Clock clock;
  private final BrokerMetrics metrics;
  private final HttpServer server;

  private AgentAdmin(HttpServer server, Broker broker, SnapshotSource source, Clock clock) {
    this.server = server;
    this.broker = broker;
    this.source = source;
    this.clock = clock;
    metrics = new BrokerMetrics(broker, source, clock);
  }

  /**
   * Starts serving.
   *
   * @param port 1 to 65535, or 0 for a free one
   * @throws BrokerException if it cannot listen
   */
  public static AgentAdmin start(
      String host, int port, Broker broker, SnapshotSource source, Clock clock) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
      var admin = new AgentAdmin(server, broker, source, clock);
      admin.serve();
      return admin;
    } catch (IOException e) {
      throw new BrokerException(
          "the agent's admin port cannot listen on " + host + ":" + port + ": " + e.getMessage(),
          e);
    }
  }

  /** The port in use, also where 0 was asked for. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void serve() {
    page("/healthz", exchange -> Page.text(200, "ok"));
    page("/readyz", exchange -> readiness());
    page("/metrics", exchange -> metrics(exchange));
    page("/snapshot", exchange -> json(SnapshotPage.of(broker.snapshot())));
    page("/routees", exchange -> json(RouteesPage.of(broker, clock)));
    CallPages.serve(server, broker);
    page(
        "/",
        exchange ->
            Page.text(
                404,
                "no such page; there are /healthz /readyz /metrics /snapshot /routees /explain"
                    + " /exchanges /tap"));
    server.setExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("weft-admin-", 0).factory()));
    server.start();
  }

  private Page readiness() {
    if (broker.draining()) {
      return Page.text(503, "draining");
    }
    if (source.current().revision() == 0) {
      return Page.text(503, "no snapshot yet: the registry has not been heard of");
    }
    return Page.text(
        200,
        source.live()
            ? "ready"
            : "ready; the registry is away and revision "
                + source.current().revision()
                + " stands");
  }

  private Page metrics(HttpExchange exchange) throws IOException {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    MetricSnapshots all = metrics.registry().scrape();
    if (accept != null && ProtobufFamilies.wanted(accept)) {
      return new Page(200, ProtobufFamilies.CONTENT_TYPE, ProtobufFamilies.write(all));
    }
    var writer = ExpositionFormats.init().findWriter(accept);
    var out = new ByteArrayOutputStream();
    writer.write(out, all);
    String type = writer.getContentType();
    return new Page(
        200, type.isEmpty() ? PrometheusTextFormatWriter.CONTENT_TYPE : type, out.toByteArray());
  }

  private Page json(Map<String, Object> content) {
    return new Page(
        200, "application/json", json.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
  }

  private void page(String path, Maker maker) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            boolean exact = path.equals("/") || exchange.getRequestURI().getPath().equals(path);
            Page page =
                switch (exchange.getRequestMethod()) {
                  case "GET", "HEAD" ->
                      exact ? maker.make(exchange) : Page.text(404, "no such page");
                  default -> Page.text(405, "only GET and HEAD");
                };
            send(exchange, page);
          }
        });
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", page.type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(page.status, -1);
    } else {
      exchange.sendResponseHeaders(page.status, page.body.length);
      exchange.getResponseBody().write(page.body);
    }
  }
}
