package dev.weft.cli.command;

import dev.weft.cli.ExitCode;
import dev.weft.cli.node.Mesh;
import dev.weft.model.time.SystemClock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weft up}: a mesh in one process, until it is told to stop. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a mesh in one process: registry, broker, probe and dashboard.",
      "It prints its addresses, then 'ready'. Ctrl-C or SIGTERM drains it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft up",
      "  weft up -f shop.yaml --data ./mesh-data",
      "  weft up --otlp http://127.0.0.1:4318 --trace-sample 10%%     spans of calls to a"
          + " collector",
      "  weft up --access-log - --access-log-format common           a line for each call",
      "  weft up --registry-port 0 --broker-port 0 --admin-port 0   on free ports"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class UpCommand implements Callable<Integer> {
  private static final Duration DRAIN = Duration.ofSeconds(10);

  @Mixin private MeshOptions options;

  @Override
  public Integer call() throws InterruptedException {
    var clock = new SystemClock();
    Mesh mesh = options.start(clock);
    CountDownLatch stopped =
        Stopping.then(
            "draining",
            () -> {
              mesh.drain(DRAIN);
              mesh.close();
              clock.close();
            });
    options.announce(mesh, System.out);
    System.out.println("ready");
    stopped.await();
    return ExitCode.OK;
  }
}
