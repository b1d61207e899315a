package dev.weft.cli.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a Weft on this machine stands on. */
final class Installation {
  /** A broker needs two for each call under way; this is some thousand calls. */
  private static final long FEW_FILES = 4_096;

  private Installation() {}

  /**
   * @param version of this Weft
   */
  static List<Finding> check(String version) {
    var runs = "Weft " + version + " on Java " + Runtime.version();
    long files = openFiles(Path.of("/proc/self/limits"));
    if (files > 0 && files < FEW_FILES) {
      return List.of(
          Finding.warning(
              "installation",
              runs + "; a process may open " + files + " files only",
              "a broker needs two for each call under way: 'ulimit -n 65536' before 'weft up',"
                  + " or LimitNOFILE=65536 in its systemd unit"));
    }
    return List.of(
        Finding.ok("installation", files > 0 ? runs + ", up to " + files + " open files" : runs));
  }

  /** The soft limit of this process; 0 where nobody says it. */
  static long openFiles(Path limits) {
    try {
      for (String line : Files.readAllLines(limits)) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).strip().split("\\s+", 2)[0];
          return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
        }
      }
      return 0;
    } catch (IOException | NumberFormatException e) {
      return 0; // not Linux, or not as Linux writes it
    }
  }
}
