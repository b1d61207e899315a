package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weft.cli.ExitCode;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.time.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoTest {
  private final SystemClock clock = new SystemClock();
  private final FakeShop shop = new FakeShop();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final CountDownLatch open = new CountDownLatch(1);
  private volatile int status = 200;
  private HttpServer broker;
  private FakeView mesh;

  @BeforeEach
  void startABroker() throws IOException {
    broker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    broker.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(status, -1);
          }
        });
    broker.start();
    mesh = new FakeView(URI.create("http://127.0.0.1:" + broker.getAddress().getPort()));
  }

  @AfterEach
  void stopTheBroker() {
    broker.stop(0);
    clock.close();
  }

  @Test
  void runsForTheDurationAndSucceedsWhereNoCallFails() throws InterruptedException {
    assertThat(demo(Duration.ofMillis(300)).run()).isEqualTo(ExitCode.OK);

    assertThat(printed()).contains("The shop is open").contains(" calls, 0 failed.");
    assertThat(shop.deeds().stream().filter(deed -> deed.startsWith("stop")))
        .hasSize(Trade.total());
  }

  @Test
  void failsWhereACallFails() throws InterruptedException {
    status = 503;

    assertThat(demo(Duration.ofMillis(300)).run()).isEqualTo(ExitCode.FAILED);
    assertThat(printed()).contains(" × 503").contains("Callers noticed");
  }

  @Test
  void goesOnUntilItIsStopped() throws Exception {
    Demo demo = demo(null);
    CompletableFuture<Integer> running = run(demo);

    open.await();
    demo.stop();

    running.get(30, TimeUnit.SECONDS);
    assertThat(printed()).contains("Half were answered within");
  }

  @Test
  void stoppedBeforeTheShopOpensItEndsAtOnce() throws Exception {
    var started = new CountDownLatch(Trade.total());
    Member.Starter starter =
        (trade, name) -> {
          started.countDown();
          return shop.start(trade, name);
        };
    var neverOpens = new Demo(mesh, options(null), starter, clock, out());
    CompletableFuture<Integer> running = run(neverOpens);

    started.await();
    neverOpens.stop();

    assertThat(running.get(30, TimeUnit.SECONDS)).isEqualTo(ExitCode.FAILED);
    assertThat(printed()).contains("Stopped before the first call.");
    assertThat(shop.deeds().stream().filter(deed -> deed.startsWith("stop")))
        .hasSize(Trade.total());
  }

  @Test
  void stoppedBeforeItBeganItStartsNothing() throws InterruptedException {
    Demo demo = demo(null);
    demo.stop();

    assertThat(demo.run()).isEqualTo(ExitCode.FAILED);
    assertThat(shop.deeds()).isEmpty();
  }

  @Test
  void theManifestTellsTheMeshOfTheInventorysPort() {
    assertThat(Demo.manifest()).contains("appProtocol: tcp").contains("path: /healthz");
  }

  private static CompletableFuture<Integer> run(Demo demo) {
    var result = new CompletableFuture<Integer>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(demo.run());
          } catch (InterruptedException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** A demo whose members pass as soon as they are started. */
  private Demo demo(@Nullable Duration duration) {
    Member.Starter starter =
        (trade, name) -> {
          mesh.put(name, 80, Verdict.State.PASSING, "fine");
          return shop.start(trade, name);
        };
    return new Demo(mesh, options(duration), starter, clock, out());
  }

  private static Demo.Options options(@Nullable Duration duration) {
    return new Demo.Options(Path.of("output"), 50, duration);
  }

  private PrintStream out() {
    return new PrintStream(printed, true, StandardCharsets.UTF_8) {
      @Override
      public void println(String line) {
        super.println(line);
        if (line.contains("The shop is open")) {
          open.countDown();
        }
      }
    };
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
