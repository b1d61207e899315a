package dev.weft.probe.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class JvmCountersTest {
  private static final int SELF = (int) ProcessHandle.current().pid();

  @Test
  void readsWhatThisJvmCounts() {
    JvmCounters before = JvmCounters.of(Path.of("/proc"), SELF).orElseThrow();

    System.gc();

    JvmCounters after = JvmCounters.of(Path.of("/proc"), SELF).orElseThrow();
    assertThat(after.collectingNanos() - before.collectingNanos()).isBetween(1L, 20_000_000_000L);
    assertThat(after.heapBytes()).isBetween(1L, Runtime.getRuntime().maxMemory());
  }

  @Test
  void aFileThatIsCutOffAnywhereIsNone() throws Exception {
    Path folder = Path.of("/tmp", "hsperfdata_" + System.getProperty("user.name"));
    byte[] whole = Files.readAllBytes(folder.resolve(Integer.toString(SELF)));
    assertThat(JvmCounters.parse(whole)).isPresent();
    for (int length = 0; length < 4096; length += 7) {
      assertThat(JvmCounters.parse(Arrays.copyOf(whole, length))).isEmpty();
    }
    byte[] other = whole.clone();
    other[0] = 0;
    assertThat(JvmCounters.parse(other)).isEmpty();
  }

  @Test
  void aFileThatSomebodyElseMadeCostsNoMoreThanReadingItOnce() {
    ByteBuffer file = ByteBuffer.allocate(1 << 20);
    file.putInt(0, 0xcafec0c0).putInt(24, 32).putInt(28, Integer.MAX_VALUE);
    for (int at = 32; at + 20 <= file.capacity(); at++) {
      file.put(at, (byte) 'J'); // names without an end, in entries that overlap
    }
    file.putInt(32, 1);

    assertThat(JvmCounters.parse(file.array())).isEmpty();
  }
}
