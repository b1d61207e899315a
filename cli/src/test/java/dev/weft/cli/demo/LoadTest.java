package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final String TRAIL = "web pid 11 port 1\norders pid 12 port 2\npaid 2.50\n";
  private static final Duration LONG = Duration.ofSeconds(30);

  private final FakeClock clock = new FakeClock();
  private final Tally tally = new Tally();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private volatile int status = 200;
  private volatile boolean crowd;
  private HttpServer broker;

  @BeforeEach
  void startABroker() throws IOException {
    broker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    broker.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add(exchange.getRequestURI().toString());
            byte[] body = TRAIL.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    broker.start();
  }

  @AfterEach
  void stopTheBroker() {
    broker.stop(0);
  }

  @Test
  void callsAtAConstantRateThroughTheBroker() throws InterruptedException {
    Load load = load(50);
    load.start();
    clock.advance(Duration.ofMillis(199));
    load.stop(LONG);

    assertThat(tally.total().calls()).isEqualTo(10);
    assertThat(tally.total().failed()).isZero();
    assertThat(asked).hasSize(10).containsOnly("http://web/buy?sku=tea&qty=1");
    assertThat(tally.sharePercent(new Tally.Hop("orders", 12), LONG, clock.nanos())).isEqualTo(100);
  }

  @Test
  void countsWhatIsNot200AsFailedAndSaysWhatItWas() throws InterruptedException {
    status = 503;
    Load load = load(1);
    load.start();
    load.stop(LONG);

    assertThat(tally.total().failed()).isOne();
    assertThat(tally.total().failures().keySet())
        .containsExactly("503 web pid 11 port 1 orders pid 12 port 2 paid 2.50");
  }

  @Test
  void toBeToldToComeBackIsNoFailureWhileThereIsACrowd() throws InterruptedException {
    status = 503;
    crowd = true;
    Load load = load(1);
    load.start();
    load.stop(LONG);

    assertThat(tally.total().failed()).isZero();
    assertThat(tally.total().toldToComeBack()).isOne();
  }

  @Test
  void countsACallThatNobodyAnswersAsFailed() throws InterruptedException {
    broker.stop(0);
    Load load = load(1);
    load.start();
    load.stop(LONG);

    assertThat(tally.total().failures().keySet())
        .singleElement()
        .asString()
        .contains("ConnectException");
  }

  @Test
  void doesNotCountTheCallsThatWarmUp() throws InterruptedException {
    Load load = load(50);
    load.warmUp();
    load.stop(LONG);

    assertThat(asked).hasSizeBetween(100, 103);
    assertThat(tally.total().calls()).isZero();
  }

  @Test
  void doesNotWarmUpWhatDoesNotWork() throws InterruptedException {
    status = 503;
    Load load = load(50);
    load.warmUp();
    load.stop(LONG);

    assertThat(asked).hasSizeLessThan(10);
  }

  @Test
  void readsWhoHadAHandInAnAnswer() {
    assertThat(Load.hops(TRAIL))
        .isEqualTo(List.of(new Tally.Hop("web", 11), new Tally.Hop("orders", 12)));
    assertThat(Load.hops("inventory pid 9 port 3 reserved 1 tea, 999 left"))
        .containsExactly(new Tally.Hop("inventory", 9));
  }

  private Load load(int callsPerSecond) {
    var address = URI.create("http://127.0.0.1:" + broker.getAddress().getPort());
    return new Load(address, Load.TARGET, callsPerSecond, tally, () -> crowd, clock);
  }
}
