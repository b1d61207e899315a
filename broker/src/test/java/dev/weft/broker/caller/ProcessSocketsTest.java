package dev.weft.broker.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.caller.ProcessSockets.Ends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSocketsTest {
  private static final String HEADER =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  inode\n";

  @TempDir Path proc;

  private static String line(int local, int remote, long inode) {
    return "   1: 0100007F:%04X 0100007F:%04X 01 00000000:00000000 00:00000000 00000000 1000 0 %d 1\n"
        .formatted(local, remote, inode);
  }

  private void process(int id, String environment, String... descriptors) throws IOException {
    Path fd = Files.createDirectories(proc.resolve(Integer.toString(id)).resolve("fd"));
    Files.writeString(fd.resolveSibling("environ"), environment);
    for (int i = 0; i < descriptors.length; i++) {
      Files.createSymbolicLink(fd.resolve(Integer.toString(i)), Path.of(descriptors[i]));
    }
  }

  @Test
  void aConnectionLeadsToAnInodeAProcessAndItsEnvironment() throws IOException {
    Files.createDirectories(proc.resolve("net"));
    Files.writeString(
        proc.resolve("net/tcp"), HEADER + line(5_000, 7_071, 41) + line(5_001, 80, 42));
    Files.writeString(proc.resolve("net/tcp6"), HEADER + line(6_000, 7_071, 43) + "torn");
    process(10, "PATH=/bin\0WEFT_SERVICE=web\0", "/dev/null", "socket:[41]");
    process(11, "WEFT_SERVICE=pay\0WEFT_NAMESPACE=shop\0", "socket:[42]", "socket:[43]");
    process(12, "WEFT_SERVICE=<hostile>\0", "socket:[41]");
    process(13, "PATH=/bin\0", "socket:[43]");
    assertThat(
            new ProcessSockets(proc)
                .services(
                    Set.of(new Ends(5_000, 7_071), new Ends(6_000, 7_071), new Ends(9_999, 7_071))))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(new Ends(5_000, 7_071), "web", new Ends(6_000, 7_071), "pay.shop"));
  }

  @Test
  void withoutProcNobodyIsKnown() {
    assertThat(new ProcessSockets(proc.resolve("none")).services(Set.of(new Ends(1, 2)))).isEmpty();
  }
}
