package dev.weft.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that writes, again and again over the same directory, and looks for every write
 * that it acknowledged. A thousand times: {@code mvn -pl registry -am test -Dtest=LogStoreKillTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dweft.kills=1000}.
 */
final class LogStoreKillTest {
  private static final int KILLS = Integer.getInteger("weft.kills", 200);
  private static final long SEED = Long.getLong("weft.kills.seed", 20_260_101);
  private static final int MOST_WRITES_BEFORE_A_KILL = 100;

  @TempDir Path directory;

  private final long[] acknowledged = new long[EndlessWriter.WRITERS];

  @Test
  void hasEveryAcknowledgedWriteAfterEveryKill() throws Exception {
    var random = new Random(SEED);
    long writes = 0;
    WriterProcess writer = new WriterProcess(directory, "");
    for (int kill = 1; kill <= KILLS; kill++) {
      writer.begin();
      try (WriterProcess writing = writer) {
        writer = new WriterProcess(directory, ""); // starts up while the other writes
        writes += killAfter(writing, random.nextInt(MOST_WRITES_BEFORE_A_KILL));
      }
      check("seed " + SEED + ", kill " + kill);
    }
    writer.close();
    System.out.println(KILLS + " kills, " + writes + " acknowledged writes, none lost");
    assertThat(writes).isGreaterThan(KILLS);
  }

  /** Returns how many writes it had acknowledged. */
  private long killAfter(WriterProcess writer, int enough) throws IOException {
    assertThat(writer.line()).isEqualTo("open");
    long writes = 0;
    for (String line = writer.line(); line != null; line = writer.line()) {
      int space = line.indexOf(' ');
      if (space > 0 && space < line.length() - 1) { // else it was killed in the middle of a line
        int number = Integer.parseInt(line.substring(0, space));
        long count = Long.parseLong(line.substring(space + 1));
        acknowledged[number] = Math.max(acknowledged[number], count);
      }
      if (++writes >= enough) {
        writer.kill();
      }
    }
    return writes;
  }

  private void check(String where) {
    try (Store store = LogStore.open(directory)) {
      for (int writer = 0; writer < acknowledged.length; writer++) {
        long last = EndlessWriter.last(store, writer);
        assertThat(last)
            .as("%s, writer %d, acknowledged %s", where, writer, Arrays.toString(acknowledged))
            .isBetween(acknowledged[writer], acknowledged[writer] + 1);
        for (Store.Entry entry : store.list("/routees/" + writer + "/").entries()) {
          long count = EndlessWriter.count(entry);
          assertThat(entry.key()).as(where).isEqualTo(EndlessWriter.key(writer, count));
          assertThat(count).as(where).isGreaterThan(last - EndlessWriter.KEYS);
        }
        acknowledged[writer] = last;
      }
    }
  }
}
