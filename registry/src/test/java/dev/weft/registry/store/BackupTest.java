package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.testkit.FakeClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupTest {
  private static final int ENTRIES = 2_000;

  @TempDir Path parent;

  private final FakeClock clock = new FakeClock();
  private final ByteArrayOutputStream backup = new ByteArrayOutputStream();
  private Path original;
  private Path restored;

  @BeforeEach
  void backUp() throws IOException {
    original = parent.resolve("original");
    restored = parent.resolve("restored");
    var writes = new ArrayList<CompletableFuture<?>>();
    try (Store store = LogStore.open(original)) {
      for (int i = 0; i < ENTRIES; i++) {
        writes.add(store.putAsync("/routees/" + i, value(i), Store.ANY));
      }
      writes.forEach(CompletableFuture::join);
      store.put("/last", new byte[0], Store.ANY);
      store.delete("/last", Store.ANY);
      assertThat(Backup.write(store, original, backup)).isEqualTo(ENTRIES + 2);
    }
  }

  private static byte[] value(int number) {
    return ("value " + number + "x".repeat(400)).getBytes(UTF_8);
  }

  private Backup.Restored restore(byte[] bytes, Path directory, boolean replace) {
    return Backup.restore(new ByteArrayInputStream(bytes), directory, replace, clock);
  }

  @Test
  void bringsEverythingBackAboveEveryRevisionThatWasSeen() {
    Backup.Restored result = restore(backup.toByteArray(), restored, false);

    assertThat(result.entries()).isEqualTo(ENTRIES);
    assertThat(result.revision()).isEqualTo(ENTRIES + 2);
    try (Store store = LogStore.open(restored);
        Store source = LogStore.open(original)) {
      assertThat(store.revision()).isEqualTo(result.continuesAt()).isGreaterThan(1_000_000_000);
      assertThat(store.list("/").entries())
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(source.list("/").entries());
      assertThatThrownBy(() -> store.watch("/", ENTRIES + 2))
          .isInstanceOf(CompactedException.class);
      assertThat(store.put("/new", new byte[0], Store.ABSENT))
          .isEqualTo(new Store.Outcome.Done(result.continuesAt() + 1));
    }
  }

  @Test
  void goesOnHigherWhenTheSameBackupIsRestoredAgain() {
    long first = restore(backup.toByteArray(), restored, false).continuesAt();
    long seen;
    try (Store store = LogStore.open(restored)) {
      store.put("/new", new byte[0], Store.ANY);
      seen = store.revision();
    }
    assertThat(seen).isGreaterThan(first);
    assertThat(restore(backup.toByteArray(), restored, true).continuesAt()).isGreaterThan(seen);

    clock.advance(Duration.ofSeconds(1));
    assertThat(restore(backup.toByteArray(), parent.resolve("elsewhere"), false).continuesAt())
        .isGreaterThan(seen);
  }

  @Test
  void replacesARegistryOnlyWhenItIsTold() {
    assertThatThrownBy(() -> restore(backup.toByteArray(), original, false))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("holds a registry already");
    try (Store store = LogStore.open(original)) {
      store.put("/since", new byte[0], Store.ANY);
    }

    restore(backup.toByteArray(), original, true);

    try (Store store = LogStore.open(original)) {
      assertThat(store.list("/").entries()).hasSize(ENTRIES);
      assertThat(store.get("/since")).isNull();
    }
  }

  @Test
  void replacesNoRegistryThatIsRunning() {
    try (Store store = LogStore.open(original)) {
      assertThatThrownBy(() -> restore(backup.toByteArray(), original, true))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use");
      assertThat(store.list("/").entries()).hasSize(ENTRIES);
    }
  }

  @Test
  void refusesABackupThatIsCutOffAlteredOrTooLongAndChangesNothing() {
    byte[] whole = backup.toByteArray();
    var random = new Random(20_260_101);
    for (int i = 0; i < 60; i++) {
      byte[] altered = whole.clone();
      altered[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      assertRefused(altered);
      assertRefused(Arrays.copyOf(whole, random.nextInt(whole.length)));
    }
    assertRefused(Arrays.copyOf(whole, whole.length + 1));
    try (Store store = LogStore.open(original)) {
      assertThat(store.revision()).isEqualTo(ENTRIES + 2);
      assertThat(store.list("/").entries()).hasSize(ENTRIES);
    }
  }

  private void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> restore(bytes, original, true))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("nothing was changed");
  }

  @Test
  void carriesTheTokensToAFolderThatHasNone() throws IOException {
    assertThat(restore(backup.toByteArray(), parent.resolve("open"), false).withTokens()).isFalse();
    assertThat(parent.resolve("open").resolve(Backup.TOKENS)).doesNotExist();

    Files.writeString(original.resolve(Backup.TOKENS), "of then");
    backup.reset();
    try (Store store = LogStore.open(original)) {
      Backup.write(store, original, backup);
    }
    Files.writeString(original.resolve(Backup.TOKENS), "of now, one revoked");

    Backup.Restored elsewhere = restore(backup.toByteArray(), restored, false);
    Backup.Restored inPlace = restore(backup.toByteArray(), original, true);

    assertThat(elsewhere.withTokens()).isTrue();
    assertThat(elsewhere.entries()).isEqualTo(ENTRIES);
    assertThat(restored.resolve(Backup.TOKENS)).hasContent("of then");
    assertThat(Files.getPosixFilePermissions(restored.resolve(Backup.TOKENS)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(inPlace.withTokens()).isFalse();
    assertThat(original.resolve(Backup.TOKENS)).hasContent("of now, one revoked");
  }

  @Test
  void saysWhenTheStreamBreaks() {
    try (Store store = LogStore.open(original)) {
      assertThatThrownBy(() -> Backup.write(store, original, new BrokenStream()))
          .isInstanceOf(IOException.class)
          .hasMessage("broken");
    }
  }

  private static final class BrokenStream extends OutputStream {
    @Override
    public void write(int oneByte) throws IOException {
      throw new IOException("broken");
    }
  }
}
