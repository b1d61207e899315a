package dev.weft.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogStoreTest extends StoreContract {
  private static final Limits SMALL = new Limits(64 << 10, 8 << 10);

  @TempDir Path parent;

  @Override
  protected Store open() {
    return LogStore.open(FolderDisk.open(directory()), SMALL);
  }

  private Path directory() {
    return parent.resolve("data");
  }

  @Test
  void saysThatTheDirectoryIsInUseAndByWhom() {
    assertThatThrownBy(() -> LogStore.open(directory()))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "the data directory "
                + directory()
                + " is in use by another weft registry (pid "
                + ProcessHandle.current().pid()
                + ")");
  }

  @Test
  void namesTheProcessThatHasTheDirectory() throws Exception {
    store.close();
    try (var writer = new WriterProcess(directory(), "")) {
      writer.begin();
      assertThat(writer.line()).isEqualTo("open");

      assertThatThrownBy(() -> LogStore.open(directory()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another weft registry (pid " + writer.pid() + ")");
    }
    store = open();
  }

  @Test
  void letsItsOwnerAloneReadWhatItStores() throws IOException {
    put("/a", "1");

    assertThat(rights(directory())).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(directory())) {
      assertThat(files).isNotEmpty().allMatch(file -> rights(file).equals("rw-------"));
    }
  }

  private static String rights(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refusesTheFileOfAnOlderWeft() throws IOException {
    store.close();
    Path file = Files.createFile(directory().resolve("registry.mv"));

    assertThatThrownBy(() -> LogStore.open(directory()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file + " is of an older Weft");
    Files.delete(file);
    store = open();
  }

  @Test
  void forgetsItsHistoryAcrossARestart() {
    long first = put("/a", "1");
    put("/b", "2");

    reopen();

    assertThatThrownBy(() -> store.watch("/", first)).isInstanceOf(CompactedException.class);
    store.watch("/", store.revision()).close();
  }

  @Test
  void keepsItsFilesSmallUnderRewritingAndItsContentsWhole() throws IOException {
    String value = "x".repeat(500);
    for (int i = 0; i < 3_000; i++) {
      put("/routees/" + i * 37 % 100, value + i);
    }
    store.close(); // ends a compaction that runs

    long bytes = 0;
    try (Stream<Path> files = Files.list(directory())) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    assertThat(bytes).isBetween(55_000L, 400_000L);
    store = open();
    assertThat(store.list("/").entries()).hasSize(100);
    for (int i = 2_900; i < 3_000; i++) {
      assertThat(read("/routees/" + i * 37 % 100)).isEqualTo(value + i);
    }
  }

  @Test
  void decidesAboutEachWriteOfACrowdByThoseBeforeIt() {
    var outcomes = new ArrayList<CompletableFuture<Store.Outcome>>();
    long revision = put("/a", "0");
    for (int i = 0; i < 3; i++) {
      outcomes.add(store.putAsync("/b", new byte[] {1}, Store.ABSENT));
      outcomes.add(store.deleteAsync("/a", revision));
    }
    store.put("/c", new byte[0], Store.ANY);

    assertThat(outcomes.stream().map(CompletableFuture::join))
        .containsExactly(
            new Store.Outcome.Done(revision + 1),
            new Store.Outcome.Done(revision + 2),
            new Store.Outcome.Mismatch(revision + 1, revision + 2),
            new Store.Outcome.Mismatch(Store.ABSENT, revision + 2),
            new Store.Outcome.Mismatch(revision + 1, revision + 2),
            new Store.Outcome.Mismatch(Store.ABSENT, revision + 2));
  }

  @Test
  void takesValuesOfSeveralMegabytes() {
    byte[] large = new byte[9 << 20];
    large[large.length - 1] = 1;
    List<CompletableFuture<Store.Outcome>> writes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      writes.add(store.putAsync("/large/" + i, large, Store.ANY));
    }
    writes.forEach(CompletableFuture::join);

    reopen();

    assertThat(store.get("/large/2").value()).isEqualTo(large);
  }
}
