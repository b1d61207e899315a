package dev.weft.routee;

import dev.weft.model.mesh.RouteeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What tells apart where process ids mean the same processes. */
public final class ThisHost {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path SPACE = Path.of("/proc/self/ns/pid");

  private ThisHost() {}

  /** A process of this host, as it is told to the registry; null where that cannot be told. */
  static @Nullable RouteeProcess process(long pid) {
    String host = id();
    return host.isEmpty() ? null : new RouteeProcess((int) pid, host);
  }

  /**
   * The same for all that share their process ids: this boot of this kernel, and the pid namespace
   * of it, such as {@code 0b2f…-4026531836}. Empty where there is no {@code /proc} to tell.
   */
  public static String id() {
    try {
      String space = Files.readSymbolicLink(SPACE).toString().replaceAll("[^0-9]", "");
      return Files.readString(BOOT).strip() + "-" + space;
    } catch (IOException | UnsupportedOperationException e) {
      return ""; // no Linux: what its processes use is not sampled
    }
  }
}
