package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import dev.weft.broker.trace.OtlpExport;
import dev.weft.broker.trace.Spans;
import dev.weft.broker.trace.TraceContext;
import dev.weft.model.time.SystemClock;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traces over real connections, read by OpenTelemetry's own classes. */
class TracingTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  private final SystemClock clock = new SystemClock();
  private final List<ExportTraceServiceRequest> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile String seenHead = "";
  private HttpServer receiver;
  private BrokerFixture mesh;
  private OtlpExport export;
  private RawRoutee orders;

  @BeforeEach
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
          if (!refused
              && "application/x-protobuf"
                  .equals(exchange.getRequestHeaders().getFirst("Content-Type"))
              && "yes".equals(exchange.getRequestHeaders().getFirst("x-tenant"))) {
            received.add(ExportTraceServiceRequest.parseFrom(body));
          }
          exchange.sendResponseHeaders(refused ? 503 : 200, -1);
          exchange.close();
        });
    receiver.start();
    mesh = new BrokerFixture();
    orders =
        new RawRoutee((head, in, out, socket) -> {
          seenHead = head;
          RawRoutee.skipBody(head, in);
          out.write(RawRoutee.answer(200, "orders"));
          return true;
        });
    export =
        OtlpExport.start(
            new OtlpExport.Options(
                URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/v1/traces"),
                Map.of("x-tenant", "yes"),
                Duration.ofSeconds(5),
                Map.of("service.name", "weft-test")),
            clock,
            (service, routee) -> "127.0.0.1:" + orders.port());
    mesh.broker.observe(new Spans(export::offer));
    mesh.put(
        MeshFixture.service("orders").routee("orders-1", orders.port()).build(),
        MeshFixture.service("empty").build());
  }

  @AfterEach
  void stop() throws IOException {
    export.close();
    orders.close();
    mesh.close();
    receiver.stop(0);
    clock.close();
  }

  private RawCaller.Answer call(String host, String path, String more) throws IOException {
    try (RawCaller caller = mesh.caller()) {
      return caller
          .send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n")
          .read();
    }
  }

  private List<Span> spans(int count) {
    BrokerFixture.until(() -> all().size() >= count);
    assertThat(all()).hasSize(count);
    return all();
  }

  private List<Span> all() {
    return received.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static String attribute(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(one -> one.getKey().equals(key))
        .map(KeyValue::getValue)
        .map(v -> v.hasStringValue() ? v.getStringValue() : Long.toString(v.getIntValue()))
        .findFirst()
        .orElse("");
  }

  private String sentParent() {
    return seenHead
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("traceparent:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  @Test
  void takesACallersTraceOnAndPassesItOn() throws IOException {
    mesh.broker.trace(new TraceContext(0));
    call(
        "orders",
        "/cart?secret=1",
        "traceparent: 00-" + TRACE + "-" + PARENT + "-01\r\ntracestate: a=1\r\n");
    List<Span> spans = spans(2);
    Span server = spans.getFirst();
    Span client = spans.getLast();
    assertThat(server.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(hex(server.getTraceId())).isEqualTo(TRACE);
    assertThat(hex(server.getParentSpanId())).isEqualTo(PARENT);
    assertThat(server.getTraceState()).isEqualTo("a=1");
    assertThat(server.getName()).isEqualTo("GET");
    assertThat(attribute(server, "url.path")).isEqualTo("/cart");
    assertThat(attribute(server, "http.response.status_code")).isEqualTo("200");
    assertThat(attribute(server, "weft.routee")).isEqualTo("orders-1");
    assertThat(server.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    assertThat(client.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
    assertThat(attribute(client, "server.port")).isEqualTo(Integer.toString(orders.port()));
    assertThat(sentParent()).isEqualTo("00-" + TRACE + "-" + hex(client.getSpanId()) + "-01");
    assertThat(seenHead).containsIgnoringCase("tracestate: a=1");
    assertThat(client.getEndTimeUnixNano()).isGreaterThanOrEqualTo(client.getStartTimeUnixNano());
    assertThat(Duration.ofNanos(server.getStartTimeUnixNano()))
        .isCloseTo(Duration.ofMillis(clock.wall().toEpochMilli()), Duration.ofMinutes(1));
    assertThat(received.toString()).doesNotContain("secret");
    assertThat(received.getFirst().getResourceSpans(0).getResource().getAttributes(0).getKey())
        .isEqualTo("service.name");
  }

  @Test
  void aBrokenTraceparentBeginsANewTraceAndDropsItsState() throws IOException {
    mesh.broker.trace(new TraceContext(1));
    for (String wrong :
        List.of(
            "00-" + TRACE + "-" + PARENT,
            "ff-" + TRACE + "-" + PARENT + "-01",
            "00-" + TRACE.toUpperCase(Locale.ROOT) + "-" + PARENT + "-01",
            "00-00000000000000000000000000000000-" + PARENT + "-01",
            "00-" + TRACE + "-0000000000000000-01",
            "00-" + TRACE + "-" + PARENT + "-01-more")) {
      call("orders", "/", "traceparent: " + wrong + "\r\ntracestate: a=1\r\n");
      assertThat(sentParent()).as(wrong).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
      assertThat(sentParent()).as(wrong).doesNotContain(TRACE);
      assertThat(seenHead).as(wrong).doesNotContainIgnoringCase("tracestate");
    }
    call("orders", "/", "traceparent: cc-" + TRACE + "-" + PARENT + "-01-what-is-to-come\r\n");
    assertThat(sentParent()).startsWith("00-" + TRACE);
  }

  @Test
  void whatFailsIsSentAlthoughItsHeadWasNotSampled() throws IOException {
    mesh.broker.trace(new TraceContext(0));
    assertThat(call("orders", "/", "").status()).isEqualTo(200);
    assertThat(sentParent()).endsWith("-00");
    assertThat(call("empty", "/", "").status()).isEqualTo(503);
    Span failed = spans(1).getFirst();
    assertThat(attribute(failed, "error.type")).isEqualTo("destination_unavailable");
    assertThat(failed.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
  }

  @Test
  void eachTryHasItsSpan() throws IOException {
    mesh.broker.trace(new TraceContext(1));
    try (RawRoutee fails = RawRoutee.status(503)) {
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", orders.port())
              .routee("orders-2", fails.port())
              .build());
      while (mesh.broker.stats().retries() == 0) {
        call("orders", "/", "");
      }
      BrokerFixture.until(() ->
          all().stream()
              .anyMatch(span -> attribute(span, "http.request.resend_count").equals("1")));
      Span second =
          all().stream()
              .filter(span -> attribute(span, "http.request.resend_count").equals("1"))
              .findFirst()
              .orElseThrow();
      List<Span> tries =
          all().stream()
              .filter(span -> span.getParentSpanId().equals(second.getParentSpanId()))
              .toList();
      assertThat(tries).hasSize(2);
      assertThat(attribute(tries.getFirst(), "error.type")).isEqualTo("status_503");
      assertThat(sentParent()).contains(hex(second.getSpanId()));
    }
  }

  @Test
  void withoutTracingACallersTraceGoesThroughUntouched() throws IOException {
    String parent = "00-" + TRACE + "-" + PARENT + "-01";
    call("orders", "/", "traceparent: " + parent + "\r\ntracestate: a=1\r\n");
    assertThat(sentParent()).isEqualTo(parent);
    mesh.broker.trace(new TraceContext(1));
    call("orders", "/", "");
    assertThat(spans(2))
        .as("of the second call alone")
        .noneMatch(s -> hex(s.getTraceId()).equals(TRACE));
  }

  @Test
  void triesAgainWhenTheReceiverIsBusyAndCountsWhatItDoesNotTake() throws IOException {
    mesh.broker.trace(new TraceContext(1));
    refusals.set(2);
    call("orders", "/", "");
    assertThat(spans(2)).hasSize(2);
    refusals.set(1_000);
    call("orders", "/", "");
    BrokerFixture.until(() -> export.dropped() == 1);
    assertThat(export.sent()).isEqualTo(1);
  }
}
