package dev.weft.registry.alert.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.registry.alert.Alert;
import dev.weft.registry.alert.Rule;
import dev.weft.testkit.Eventually;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Sends to a real HTTP receiver. */
class SendingTest {
  private static final URI PAGE = URI.create("http://127.0.0.1:7070");
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final FakeClock clock = new FakeClock();
  private final BlockingQueue<Object> bodies = new LinkedBlockingQueue<>();
  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean hang;
  private HttpServer receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receiver.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          Object body = MAPPER.readValue(exchange.getRequestBody().readAllBytes(), Object.class);
          if (hang) {
            await(release);
          }
          int answer = status.get();
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
          if (answer == 200 && !hang) {
            bodies.add(Map.of("path", exchange.getRequestURI().getPath(), "body", body));
          }
        });
    receiver.start();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    release.countDown();
    receiver.stop(0);
  }

  private URI target() {
    return URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
  }

  private Alert alert(Rule rule, String routee, long number, @Nullable Instant endsAt) {
    return new Alert(
        rule,
        routee,
        new ServiceName("default", "orders"),
        new RouteeId("default", routee),
        clock.wall(),
        endsAt,
        routee + " is bad",
        number);
  }

  /** Lets time pass until something arrives; each step is a second of the fake clock. */
  private Map<?, ?> next() throws InterruptedException {
    for (int second = 0; second < 200; second++) {
      Object body = bodies.poll(20, TimeUnit.MILLISECONDS);
      if (body != null) {
        return (Map<?, ?>) body;
      }
      clock.advance(Duration.ofSeconds(1));
    }
    throw new AssertionError("nothing arrived");
  }

  private static Map<?, ?> body(Map<?, ?> received) {
    return (Map<?, ?>) java.util.Objects.requireNonNull(received.get("body"));
  }

  private static Map<?, ?> firstOf(@Nullable Object list) {
    return (Map<?, ?>) ((List<?>) java.util.Objects.requireNonNull(list)).getFirst();
  }

  @Test
  void groupsWhatBeginsTogetherAndTellsWhenItIsOver() throws Exception {
    try (var webhook = new AlertWebhook(target(), PAGE, clock)) {
      webhook.changed(List.of(alert(Rule.ROUTEE_FAILING, "orders-1", 1, null)));
      clock.advance(Duration.ofSeconds(3));
      webhook.changed(List.of(alert(Rule.ROUTEE_FAILING, "orders-2", 2, null)));
      Map<?, ?> first = body(next());
      assertThat(first.get("version")).isEqualTo("4");
      assertThat(first.get("status")).isEqualTo("firing");
      assertThat(first.get("receiver")).isEqualTo("webhook");
      assertThat((List<?>) first.get("alerts")).hasSize(2);
      assertThat(String.valueOf(first.get("groupLabels"))).contains("service=orders");
      assertThat(String.valueOf(first.get("commonLabels")))
          .contains("alertname=RouteeFailing", "severity=warning")
          .doesNotContain("orders-1");
      Map<?, ?> one = firstOf(first.get("alerts"));
      assertThat(one.get("endsAt")).isEqualTo("0001-01-01T00:00:00Z");
      assertThat(String.valueOf(one.get("fingerprint"))).hasSize(16);
      assertThat(one.get("generatorURL")).isEqualTo(PAGE.toString());

      Instant over = clock.wall();
      webhook.changed(
          List.of(
              alert(Rule.ROUTEE_FAILING, "orders-1", 3, over),
              alert(Rule.ROUTEE_FAILING, "orders-2", 4, over)));
      Map<?, ?> second = body(next());
      assertThat(second.get("status")).isEqualTo("resolved");
      assertThat(requests.get()).isEqualTo(2);
      clock.advance(Duration.ofHours(5));
      assertThat(bodies.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @Test
  void triesAgainAfterErrorsWithTheNewestStateAlone() throws Exception {
    status.set(500);
    try (var webhook = new AlertWebhook(target(), PAGE, clock)) {
      webhook.changed(List.of(alert(Rule.ROUTEE_FAILING, "orders-1", 1, null)));
      Eventually.so(
          "three requests",
          () -> {
            clock.advance(Duration.ofSeconds(1));
            return requests.get() >= 3;
          });
      status.set(200);
      assertThat((List<?>) body(next()).get("alerts")).hasSize(1);
    }
  }

  @Test
  void aReceiverThatHangsHoldsUpNobody() throws Exception {
    hang = true;
    try (var webhook = new AlertWebhook(target(), PAGE, Duration.ofMillis(100), clock)) {
      webhook.changed(List.of(alert(Rule.ROUTEE_FAILING, "orders-1", 1, null)));
      Eventually.so(
          "the first was given up",
          () -> {
            clock.advance(Duration.ofSeconds(1));
            return requests.get() >= 2;
          });
      hang = false;
      assertThat(body(next()).get("status")).isEqualTo("firing");
    }
  }

  @Test
  void whatIsOverBeforeItWasSentIsNeverSent() throws Exception {
    try (var webhook = new AlertWebhook(target(), PAGE, clock)) {
      webhook.changed(List.of(alert(Rule.FLAPPING, "orders-1", 1, null)));
      webhook.changed(List.of(alert(Rule.FLAPPING, "orders-1", 2, clock.wall())));
      clock.advance(Duration.ofMinutes(10));
      assertThat(bodies.poll(200, TimeUnit.MILLISECONDS)).isNull();
      assertThat(requests.get()).isZero();
    }
  }

  @Test
  void postsToAnAlertmanagerAsItsApiAsks() throws Exception {
    URI base = URI.create(target().resolve("/").toString());
    try (var push = new AlertmanagerPush(base, PAGE, clock)) {
      push.changed(List.of(alert(Rule.SERVICE_DOWN, "orders-1", 1, null)));
      Map<?, ?> received = next();
      assertThat(received.get("path")).isEqualTo("/api/v2/alerts");
      Map<?, ?> one = firstOf(received.get("body"));
      assertThat(String.valueOf(one.get("labels"))).contains("alertname=ServiceDown");
      assertThat(Instant.parse(String.valueOf(one.get("endsAt")))).isAfter(clock.wall());
      assertThat(one.keySet().toString())
          .contains("labels", "annotations", "startsAt", "endsAt", "generatorURL");
      next(); // again, as it lasts
    }
  }
}
