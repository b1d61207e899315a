package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails or is full, and works again. */
final class LogStoreFaultTest {
  private static final Limits SMALL = new Limits(64 << 10, 4 << 10);

  @TempDir Path directory;

  private static byte[] value(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void readsOnWhileWritesFailAndWritesAgainAfterwards() {
    for (String fault : List.of("write ", "force ")) {
      var disk = new SimulatedDisk();
      try (Store store = LogStore.open(disk, SMALL)) {
        store.put("/a", value("1"), Store.ANY);
        disk.failWhen(operation -> operation.startsWith(fault));

        assertThatThrownBy(() -> store.put("/b", value("2"), Store.ANY))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("cannot write to the data directory disk/")
            .hasMessageContaining("simulated failure");
        assertThat(store.get("/a")).isNotNull();
        assertThat(store.get("/b")).isNull();
        assertThat(store.revision()).isEqualTo(1);

        disk.failWhen(operation -> false);
        store.put("/c", value("3"), Store.ANY);
        assertThat(store.revision()).isEqualTo(2);
      }
      try (Store store = LogStore.open(disk, SMALL)) {
        assertThat(store.revision()).isEqualTo(2);
        assertThat(store.get("/b")).isNull();
        assertThat(store.get("/c")).isNotNull();
      }
    }
  }

  @Test
  void writesEverythingAnewAfterAForceHasFailed() {
    var disk = new SimulatedDisk();
    try (Store store = LogStore.open(disk, SMALL)) {
      store.put("/a", value("1"), Store.ANY);
      String distrusted = StoreFiles.log(1);
      disk.failWhen(operation -> operation.equals("force " + distrusted));
      assertThatThrownBy(() -> store.put("/b", value("2"), Store.ANY))
          .isInstanceOf(StoreException.class);
      store.put("/b", value("3"), Store.ANY);
    }

    assertThat(disk.names())
        .doesNotContain(StoreFiles.log(1))
        .anyMatch(name -> name.endsWith(".snapshot"));
  }

  @Test
  void reliesOnNoNameOfBeforeTheStartThatALossOfPowerCouldTake() throws IOException {
    var disk = new SimulatedDisk();
    try (Store store = LogStore.open(disk, SMALL)) {
      store.put("/a", value("1"), Store.ANY);
      disk.failWhen(operation -> operation.startsWith("force "));
      assertThatThrownBy(() -> store.put("/b", value("2"), Store.ANY));
      disk.failWhen(operation -> operation.equals("names")); // the next log's, which it has then
      assertThatThrownBy(() -> store.put("/b", value("2"), Store.ANY));
      disk.failWhen(operation -> false);
    }
    try (Store store = LogStore.open(disk, SMALL)) {
      store.put("/c", value("3"), Store.ANY);
      var crashed = new CrashedDisk();
      disk.steps().forEach(crashed::apply);
      for (int seed = 0; seed < 100; seed++) {
        var left = new SimulatedDisk(crashed.withoutPower(new Random(seed)));
        assertThat(Recovery.run(left).contents().get("/c")).as("seed " + seed).isNotNull();
      }
    }
  }

  @Test
  void aSnapshotReplacesNothingUntilALossOfPowerCannotTakeIt() throws IOException {
    var disk = new SimulatedDisk();
    try (Store store = LogStore.open(disk, SMALL)) {
      disk.failWhen(operation -> operation.equals("names") && hasSnapshot(disk));
      for (int i = 0; i < 1_000 && !hasSnapshot(disk); i++) {
        store.put("/a", value(i + "x".repeat(1_000)), Store.ANY);
      }
    }
    assertThat(hasSnapshot(disk)).isTrue();
    disk.failWhen(operation -> false);
    try (Store store = LogStore.open(disk, SMALL)) {
      var crashed = new CrashedDisk();
      disk.steps().forEach(crashed::apply);
      for (int seed = 0; seed < 100; seed++) {
        var left = new SimulatedDisk(crashed.withoutPower(new Random(seed)));
        assertThat(Recovery.run(left).contents().revision())
            .as("seed " + seed)
            .isEqualTo(store.revision());
      }
    }
  }

  private static boolean hasSnapshot(SimulatedDisk disk) {
    return disk.names().stream().anyMatch(name -> name.endsWith(".snapshot"));
  }

  @Test
  void goesOnWhenASnapshotCannotBeWritten() {
    var disk = new SimulatedDisk();
    try (Store store = LogStore.open(disk, SMALL)) {
      disk.failWhen(operation -> operation.contains(".snapshot"));
      for (int i = 0; i < 500; i++) {
        store.put("/a", value("x".repeat(1_000)), Store.ANY);
      }
      disk.failWhen(operation -> false);
      for (int i = 0; i < 500; i++) {
        store.put("/a", value("x".repeat(1_000)), Store.ANY);
      }
    }
    assertThat(disk.names()).anyMatch(name -> name.endsWith(".snapshot"));
    try (Store store = LogStore.open(disk, SMALL)) {
      assertThat(store.revision()).isEqualTo(1_000);
    }
  }

  @Test
  void keepsWhatItAcknowledgedWhenAFileMayNotGrow() throws Exception {
    List<String> said;
    try (var writer = new WriterProcess(directory, "ulimit -f 3000; ")) { // of 512 or 1,024 bytes
      writer.begin();
      said = writer.allLines();
      assertThat(writer.awaitEnd()).isZero();
    }
    assertThat(said.getLast()).startsWith("still reads ");
    assertThat(said).anyMatch(line -> line.startsWith("cannot write to the data directory"));
    assertHolds(said);
  }

  /** Where a test may mount one: a file system of two megabytes. */
  @Test
  void keepsWhatItAcknowledgedOnADiskThatIsFullAndGoesOnWhenThereIsRoom() throws Exception {
    assumeTrue(
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", directory.toString())
                .redirectErrorStream(true)
                .start()
                .waitFor()
            == 0,
        "mounting takes root");
    try {
      Path ballast = directory.resolve("ballast");
      Files.write(ballast, new byte[700_000]);
      Path data = directory.resolve("data");
      try (Store store = LogStore.open(data)) {
        int acknowledged = fill(store);
        assertThat(store.list("/").entries()).hasSize(acknowledged);

        Files.delete(ballast);
        assertThat(((Store.Outcome.Done) store.put("/more", value("1"), Store.ANY)).revision())
            .isEqualTo(acknowledged + 1L);
      }
      try (Store store = LogStore.open(data)) {
        assertThat(store.list("/").entries()).hasSize((int) store.revision());
        assertThat(store.get("/more")).isNotNull();
      }
    } finally {
      new ProcessBuilder("umount", "-l", directory.toString()).start().waitFor();
    }
  }

  private static int fill(Store store) {
    for (int i = 1; i < 10_000; i++) {
      try {
        store.put("/routees/" + i, value("x".repeat(1_000)), Store.ANY);
      } catch (StoreException e) {
        assertThat(e).hasMessageContaining("No space left on device");
        return i - 1;
      }
    }
    throw new AssertionError("the disk never filled up");
  }

  private void assertHolds(List<String> said) throws IOException {
    try (Store store = LogStore.open(directory)) {
      for (int writer = 0; writer < EndlessWriter.WRITERS; writer++) {
        String prefix = writer + " ";
        long acknowledged = said.stream().filter(line -> line.startsWith(prefix)).count();
        assertThat(EndlessWriter.last(store, writer)).isBetween(acknowledged, acknowledged + 1);
      }
    }
  }
}
