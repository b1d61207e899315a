package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.ExitCode;
import dev.weft.cli.manifest.Manifest;
import dev.weft.cli.node.Mesh;
import dev.weft.control.ControlServer;
import dev.weft.model.time.Clock;
import dev.weft.model.time.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop's real programs, as real processes in a real mesh. */
class RealShopTest {
  @Test
  void twelveProcessesAnswerEveryCall(@TempDir Path folder) throws Exception {
    var printed = new ByteArrayOutputStream();
    try (var clock = new SystemClock();
        var mesh = mesh(folder, clock)) {
      var demo =
          new Demo(
              new NodeView(mesh, clock),
              new Demo.Options(folder, 20, Duration.ofSeconds(2)),
              clock,
              new PrintStream(printed, true, StandardCharsets.UTF_8));

      int code = demo.run();

      assertThat(code).describedAs("%s", printed).isEqualTo(ExitCode.OK);
      assertThat(folder.resolve("web-1.log")).content().contains("is ready");
      assertThat(folder.resolve("pricing-2.log")).content().contains("is ready");
      assertThat(mesh.registry().snapshots().current().services().values())
          .allMatch(service -> service.routees().isEmpty());
    }
  }

  @Test
  void aKilledProcessLeavesTheRegistryAndIsStartedAgain(@TempDir Path folder) throws Exception {
    try (var clock = new SystemClock();
        var running = mesh(folder, clock)) {
      var mesh = new NodeView(running, clock);
      var supervised = new Supervised(mesh, folder, clock);
      var told = new LinkedBlockingQueue<String>();
      supervised.onRestart(told::add);
      Member member = supervised.start(Trade.PAYMENTS, "payments-1");
      var registered = new CountDownLatch(1);
      var dropped = new CountDownLatch(1);
      var again = new CountDownLatch(1);
      try (var _ =
          mesh.snapshots()
              .subscribe(snapshot -> {
                boolean there =
                    snapshot.services().values().stream()
                        .anyMatch(service -> service.routee(member.id()) != null);
                if (registered.getCount() > 0) {
                  (there ? registered : new CountDownLatch(1)).countDown();
                } else if (dropped.getCount() > 0) {
                  (there ? new CountDownLatch(1) : dropped).countDown();
                } else {
                  (there ? again : new CountDownLatch(1)).countDown();
                }
              })) {
        registered.await();
        new FaultSwitch(mesh).set(member, Fault.SLOW, 1);
        long pid = member.pid();

        member.kill();

        dropped.await();
        again.await();
        assertThat(member.pid()).isNotEqualTo(pid);
        assertThat(told.take()).contains("payments-1 was ended by signal 9", "started again in");
        assertThat(told.take()).contains("payments-1 runs again, as pid " + member.pid());
      } finally {
        member.stop();
      }
      assertThat(member.alive()).isFalse();
    }
  }

  @Test
  void pricingAnswersOverGrpcThroughTheBroker(@TempDir Path folder) throws Exception {
    try (var clock = new SystemClock();
        var running = mesh(folder, clock)) {
      var mesh = new NodeView(running, clock);
      var line = new LiveLine(new PrintStream(new ByteArrayOutputStream()), false, clock);
      try (var shop = Shop.open(new Supervised(mesh, folder, clock));
          var client =
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .proxy(
                      ProxySelector.of(
                          new InetSocketAddress(
                              InetAddress.getLoopbackAddress(), mesh.broker().getPort())))
                  .build()) {
        new Opening(mesh, line).await(shop.members(), Duration.ofSeconds(90));
        var pids = new HashSet<Long>();
        for (int i = 0; i < 20; i++) {
          HttpResponse<String> answer =
              client.send(
                  HttpRequest.newBuilder(Load.TARGET).build(),
                  HttpResponse.BodyHandlers.ofString());
          assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
          assertThat(answer.body()).contains("1 tea cost 2.50").contains("paid 2.50");
          Load.hops(answer.body()).stream()
              .filter(hop -> hop.service().equals("pricing"))
              .forEach(hop -> pids.add(hop.pid()));
        }
        assertThat(pids).hasSize(Trade.PRICING.count());
      }
    }
  }

  private static Mesh mesh(Path folder, Clock clock) {
    var control = new ControlServer.Options("127.0.0.1", 0, folder.resolve("data"), null);
    return Mesh.start(
        new Mesh.Options(control, "127.0.0.1", "127.0.0.1", 0, 0, ""),
        folder.resolve("data"),
        Manifest.parse("the shop", Demo.manifest()),
        List.of(),
        _ -> {},
        clock);
  }
}
