package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.model.resource.Fields;
import dev.weft.model.time.SystemClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weft drain}: no new calls to a routee, and a wait until none is under way. */
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    description = {
      "Takes a routee out of service and waits until no call to it is under way.",
      "It stays out until 'weft uncordon'."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft drain orders-1 && kill $PID",
      "  weft drain orders-1 --timeout 2m --reason 'new kernel'"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DrainCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(500);

  /** Agents tell within a second or two what is in flight to it: a 0 before that may be old. */
  private static final Duration SETTLED = Duration.ofSeconds(3);

  @Mixin private OutOfService target;

  @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
  private String reason;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "How long to wait (default: ${DEFAULT-VALUE}); exit code 1 if it runs out.")
  private String timeout;

  @Override
  public Integer call() throws InterruptedException {
    Duration limit = Fields.parseDuration(timeout);
    if (limit == null) {
      throw new CommandFailure(
          ExitCode.USAGE, "--timeout: \"" + timeout + "\" is not a duration such as 30s or 2m");
    }
    target.begin("Drain", reason);
    try (var clock = new SystemClock()) {
      long startNanos = clock.nanos();
      long shown = -1;
      while (true) {
        Map<String, Object> state = target.state();
        long inFlight = count(state, "inFlight");
        boolean heard = count(state, "brokersPending") == 0;
        Duration waited = Duration.ofNanos(clock.nanos() - startNanos);
        if (inFlight == 0 && heard && waited.compareTo(SETTLED) >= 0) {
          System.out.println(target.routee() + " drained");
          return ExitCode.OK;
        }
        if (waited.compareTo(limit) >= 0) {
          throw new CommandFailure(
              ExitCode.FAILED,
              target.routee()
                  + " still has "
                  + (heard
                      ? inFlight + " calls"
                      : "perhaps calls, as not every broker has answered,")
                  + " under way after "
                  + timeout
                  + "; it stays out of service");
        }
        if (inFlight != shown) {
          shown = inFlight;
          System.err.println("weft: " + inFlight + " calls under way");
        }
        var looked = new CountDownLatch(1);
        clock.schedule(LOOK, looked::countDown);
        looked.await();
      }
    }
  }

  private static long count(Map<String, Object> state, String field) {
    return state.get(field) instanceof Number count ? count.longValue() : 0;
  }
}
