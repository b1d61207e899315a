package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are cut off, overwritten or gone: whatever is done to them, what opens is all that was
 * acknowledged, and if the mark is lost too, a beginning of it.
 */
final class LogDamageTest {
  private static final long SEED = 20_260_101;
  private static final int WRITES = 120;
  private static final Limits SMALL = new Limits(16 << 10, 4 << 10);

  @TempDir Path directory;

  private final Map<Path, byte[]> whole = new TreeMap<>();
  private Path log;
  private Path snapshot;
  private int end;

  @BeforeEach
  void writeAndRememberTheFiles() throws IOException {
    try (Store store = LogStore.open(FolderDisk.open(directory), SMALL)) {
      for (int i = 1; i <= WRITES; i++) {
        store.put("/routees/" + i, ("value " + i + "x".repeat(400)).getBytes(UTF_8), Store.ANY);
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        whole.put(file, Files.readAllBytes(file));
      }
    }
    log = onlyFile(".log");
    snapshot = onlyFile(".snapshot");
    end = whole.get(log).length;
    while (whole.get(log)[end - 1] == 0) {
      end--;
    }
  }

  private Path onlyFile(String suffix) {
    List<Path> found = whole.keySet().stream().filter(f -> f.toString().endsWith(suffix)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private byte[] log() {
    return whole.get(log).clone();
  }

  /** Opens the files as they were but for one. */
  private long entriesWith(Path changed, byte[] bytes) throws IOException {
    for (var file : whole.entrySet()) {
      Files.write(file.getKey(), file.getKey().equals(changed) ? bytes : file.getValue());
    }
    return entries();
  }

  private long entries() {
    try (Store store = LogStore.open(FolderDisk.open(directory), SMALL)) {
      List<Store.Entry> entries = store.list("/").entries();
      assertThat(entries).hasSize((int) store.revision()); // each write made one key
      for (Store.Entry entry : entries) {
        assertThat(entry.key()).isEqualTo("/routees/" + entry.modRevision());
        assertThat(new String(entry.value(), UTF_8)).startsWith("value " + entry.modRevision());
      }
      return entries.size();
    }
  }

  private void assertRefused(Path changed, byte[] bytes, String... words) {
    assertThatThrownBy(() -> entriesWith(changed, bytes))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(changed.toString())
        .hasMessageContainingAll(words);
  }

  @Test
  void refusesALogThatIsCutOffAnywhereBeforeItsEnd() {
    for (int length = 0; length < end; length += 97) {
      assertRefused(log, Arrays.copyOf(log(), length), "estore the registry from a backup");
    }
    assertRefused(log, Arrays.copyOf(log(), end - 1), "revision " + WRITES + " was acknowledged");
  }

  @Test
  void opensALogThatIsCutOffBehindItsEnd() throws IOException {
    assertThat(entriesWith(log, Arrays.copyOf(log(), end))).isEqualTo(WRITES);
    assertThat(entriesWith(log, Arrays.copyOf(log(), end + 1))).isEqualTo(WRITES);
  }

  @Test
  void refusesALogOfWhichAnyOneByteIsAltered() {
    var random = new Random(SEED);
    for (int i = 0; i < 400; i++) {
      byte[] altered = log();
      altered[random.nextInt(end)] ^= (byte) (1 << random.nextInt(8));
      assertRefused(log, altered, "estore the registry from a backup");
    }
  }

  @Test
  void refusesASnapshotOfWhichAnyOneByteIsAlteredOrThatIsCutOff() {
    var random = new Random(SEED);
    byte[] bytes = whole.get(snapshot);
    for (int i = 0; i < 100; i++) {
      byte[] altered = bytes.clone();
      altered[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      assertRefused(snapshot, altered, "is damaged at byte", "move the data directory away");
      assertRefused(snapshot, Arrays.copyOf(bytes, random.nextInt(bytes.length)), "is damaged");
    }
  }

  @Test
  void cutsOffWhateverStandsBehindTheEnd() throws IOException {
    var random = new Random(SEED);
    for (int size : new int[] {1, 7, 35, 36, 37, 511, 512, 4_095, 20_000}) {
      for (int fill : new int[] {0xff, 1, -1}) {
        byte[] tail = new byte[size];
        if (fill < 0) {
          random.nextBytes(tail);
        } else {
          Arrays.fill(tail, (byte) fill);
        }
        byte[] longer = Arrays.copyOf(log(), Math.max(log().length, end + size));
        System.arraycopy(tail, 0, longer, end, size);
        assertThat(entriesWith(log, longer)).as("%d of %d", size, fill).isEqualTo(WRITES);
        assertThat(entries()).as("opened again").isEqualTo(WRITES);
      }
    }
  }

  @Test
  void opensABeginningWhenTheMarkIsGoneAndOnlyTheLastWriteIsDamaged() throws IOException {
    whole.remove(directory.resolve(Mark.FILE));
    for (int back = 1; back < 400; back += 13) {
      Files.deleteIfExists(directory.resolve(Mark.FILE));
      byte[] altered = log();
      Arrays.fill(altered, end - back, end, (byte) 0);
      assertThat(entriesWith(log, altered)).isEqualTo(WRITES - 1);
    }
  }

  @Test
  void refusesDamageBeforeTheLastWriteEvenWhenTheMarkIsGone() throws IOException {
    whole.remove(directory.resolve(Mark.FILE));
    var random = new Random(SEED);
    for (int i = 0; i < 100; i++) {
      Files.deleteIfExists(directory.resolve(Mark.FILE));
      byte[] altered = log();
      altered[random.nextInt(end - 600)] ^= (byte) (1 << random.nextInt(8));
      assertRefused(log, altered, "is damaged at byte");
    }
  }

  @Test
  void refusesToStartEmptyWhenItsFilesAreGone() throws IOException {
    for (Path gone : List.of(log, snapshot)) {
      entriesWith(log, log());
      Files.delete(gone);
      assertThatThrownBy(this::entries).isInstanceOf(StoreException.class);
    }
    Files.deleteIfExists(log);
    Files.deleteIfExists(snapshot);
    assertThatThrownBy(this::entries)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("revision " + WRITES + " was acknowledged")
        .hasMessageContaining("remove " + directory.resolve(Mark.FILE));
    Files.delete(directory.resolve(Mark.FILE));
    assertThat(entries()).isZero();
  }
}
