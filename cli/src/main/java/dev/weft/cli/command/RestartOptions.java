package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.routee.RestartPolicy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether {@code weft run} starts its program again. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RestartOptions {
  @Option(
      names = "--restart",
      paramLabel = "WHEN",
      defaultValue = "never",
      description =
          "Starts the program again when it has ended: on-failure (an exit code other than 0, or a"
              + " signal but SIGHUP, SIGINT, SIGTERM), always or never; after 100 ms, doubling to"
              + " 30 s while it does not run for a minute (default: ${DEFAULT-VALUE}).")
  private String when;

  @Option(
      names = "--max-restarts",
      paramLabel = "N",
      description =
          "Gives up after N restarts in a row, with the exit code of the last run; a minute up"
              + " begins a new row (default: goes on for ever).")
  private @Nullable Integer maxRestarts;

  RestartPolicy policy() {
    if (maxRestarts != null && maxRestarts < 0) {
      throw new CommandFailure(
          ExitCode.USAGE, "--max-restarts: " + maxRestarts + " is not 0 or more");
    }
    for (RestartPolicy.When one : RestartPolicy.When.values()) {
      if (word(one).equals(when)) {
        return new RestartPolicy(one, maxRestarts == null ? Integer.MAX_VALUE : maxRestarts);
      }
    }
    throw new CommandFailure(
        ExitCode.USAGE, "--restart: \"" + when + "\" is not one of on-failure, always, never");
  }

  /** As it is written on the command line, such as {@code on-failure}. */
  static String word(RestartPolicy.When when) {
    return when.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
