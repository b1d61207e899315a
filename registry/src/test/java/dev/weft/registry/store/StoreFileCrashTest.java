package dev.weft.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.registry.store.RecordedFile.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the file as a kill would leave it: after each write to it, and in the middle of each. */
final class StoreFileCrashTest {
  private static final long SEED = 20_260_101;
  private static final int COMMITS = 400;

  @TempDir Path live;
  @TempDir Path killed;

  @Test
  void hasEveryAcknowledgedWriteWhereverItIsKilled() throws IOException {
    FilePath.register(new RecordedFile());
    RecordedFile.CHANGES.clear();
    writeAtRandom(new Random(SEED));

    byte[] file = new byte[0];
    long acknowledged = 0;
    for (Change change : RecordedFile.CHANGES) {
      if (change instanceof Change.Acknowledge(long revision)) {
        acknowledged = revision;
      } else if (acknowledged > 0) {
        if (change instanceof Change.Write write) {
          assertThat(revisionIn(write.torn().applyTo(file)))
              .as("seed %d, killed in the middle of a write", SEED)
              .isGreaterThanOrEqualTo(acknowledged);
        }
        assertThat(revisionIn(change.applyTo(file)))
            .as("seed %d, killed after a write", SEED)
            .isGreaterThanOrEqualTo(acknowledged);
      }
      file = change.applyTo(file);
    }
    assertThat(acknowledged).isGreaterThanOrEqualTo(COMMITS);
  }

  private void writeAtRandom(Random random) {
    StoreFile file = StoreFile.open(live, RecordedFile.SCHEME + ":");
    long revision = 0;
    for (int i = 0; i < COMMITS; i++) {
      int batch = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 1;
      for (int j = 0; j < batch; j++) {
        revision++;
        String key = "/routees/" + random.nextInt(60);
        if (random.nextInt(5) == 0) {
          file.remove(key, revision);
        } else {
          byte[] value = new byte[random.nextInt(1200)];
          random.nextBytes(value);
          file.put(key, value, revision);
        }
      }
      file.commit();
      RecordedFile.CHANGES.add(new Change.Acknowledge(revision));
      if (random.nextInt(100) == 0) {
        file.close();
        file = StoreFile.open(live, RecordedFile.SCHEME + ":");
        assertThat(file.revision()).isEqualTo(revision);
      }
    }
    file.close();
  }

  private long revisionIn(byte[] bytes) throws IOException {
    Files.write(killed.resolve("registry.mv"), bytes);
    StoreFile opened = StoreFile.open(killed);
    try {
      return opened.range("/").revision();
    } finally {
      opened.abandon();
    }
  }
}
