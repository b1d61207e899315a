package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.demo.Demo;
import dev.weft.cli.demo.NodeView;
import dev.weft.cli.manifest.Manifest;
import dev.weft.cli.node.Mesh;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weft demo}: a mesh, a shop, load, and trouble on a schedule. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a mesh with an example shop under load and makes trouble.",
      "Of the shop's twelve processes it kills one, makes another slow, and shows what callers"
          + " notice."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft demo                until Ctrl-C",
      "  weft demo --seconds 84   one round of it; exit code 0 if no call failed",
      "  weft demo --rate 200     with 200 calls a second"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DemoCommand implements Callable<Integer> {
  // Held: a logger that nobody holds forgets its level.
  private static final Logger LOG = Logger.getLogger("dev.weft");
  private static final Logger EVENTS = Logger.getLogger("dev.weft.cli.node.LoggedEvents");
  private static final Logger ALERTS = Logger.getLogger("dev.weft.registry.alert");

  @Mixin private MeshOptions options;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Ends after so many seconds of load (default: Ctrl-C).")
  private @Nullable Integer seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "50",
      description = "Calls per second, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Override
  public Integer call() throws InterruptedException {
    if (rate < 1 || rate > 1000) {
      throw new CommandFailure(ExitCode.USAGE, "--rate: " + rate + " is not from 1 to 1000");
    }
    if (seconds != null && seconds < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--seconds: " + seconds + " is not 1 or more");
    }
    // What the broker does is told by the demo itself; the log would break up its live line.
    LOG.setLevel(Level.WARNING);
    EVENTS.setLevel(Level.OFF);
    ALERTS.setLevel(Level.OFF);
    Path folder = folder();
    try (var clock = new SystemClock();
        Mesh mesh =
            options.start(
                folder.resolve("data"), Manifest.parse("the shop", Demo.manifest()), clock)) {
      options.announce(mesh, System.out);
      var demo =
          new Demo(
              new NodeView(mesh, clock),
              new Demo.Options(folder, rate, seconds == null ? null : Duration.ofSeconds(seconds)),
              clock,
              System.out);
      var stop = Thread.ofPlatform().name("weft-stop").unstarted(() -> stop(demo));
      Runtime.getRuntime().addShutdownHook(stop);
      return demo.run();
    } finally {
      // The outputs of the shop stay, for whoever wants to read them; the catalog was the demo's.
      if (options.data() == null) {
        deleteCatalog(folder.resolve("data"));
      }
    }
  }

  private static void stop(Demo demo) {
    try {
      demo.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the JVM ends anyway
    }
  }

  private Path folder() {
    Path data = options.data();
    try {
      return data == null ? Files.createTempDirectory("weft-demo-") : Files.createDirectories(data);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "the folder for the demo's data cannot be made: " + e.getMessage());
    }
  }

  private static void deleteCatalog(Path data) {
    try (var files = Files.walk(data)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.err.println("weft: " + data + " was not deleted: " + e.getMessage());
    }
  }
}
