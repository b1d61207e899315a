package dev.weft.cli.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where what must outlive the process is kept. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where data is kept (default: $XDG_STATE_HOME/weft or ~/.local/state/weft).")
  private @Nullable Path data;

  /** The folder that was named, or null. */
  @Nullable Path named() {
    return data;
  }

  /** The folder that was named, or the usual one. */
  Path folder() {
    if (data != null) {
      return data;
    }
    String state = System.getenv("XDG_STATE_HOME");
    return state == null || state.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".local", "state", "weft")
        : Path.of(state, "weft");
  }
}
