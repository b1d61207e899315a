package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MvStoreStoreTest extends StoreContract {
  @TempDir Path directory;

  @Override
  protected Store open() {
    return MvStoreStore.open(directory);
  }

  @Test
  void saysThatTheDirectoryIsInUseAndByWhom() {
    assertThatThrownBy(() -> MvStoreStore.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "the data directory "
                + directory
                + " is in use by another weft registry (pid "
                + ProcessHandle.current().pid()
                + ")");
  }

  @Test
  void saysWhichFileIsDamagedAndWhatToDo() throws IOException {
    put("/a", "1");
    store.close();
    Path file = directory.resolve("registry.mv");
    byte[] garbage = new byte[(int) Files.size(file)];
    Files.write(file, garbage);

    assertThatThrownBy(() -> MvStoreStore.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("restore it from a backup, or move it away");
    Files.delete(file);
    store = open();
  }

  @Test
  void losesNoMoreThanATornLastWrite() throws IOException {
    put("/a", "1");
    put("/b", "2");
    store.close();
    Path file = directory.resolve("registry.mv");
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("half a chunk".getBytes(UTF_8)), channel.size());
    }

    store = open();

    assertThat(read("/a")).isEqualTo("1");
    assertThat(read("/b")).isEqualTo("2");
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
  void keepsItsFileSmallUnderRewriting() throws IOException {
    String value = "x".repeat(500);
    for (int i = 0; i < 100; i++) {
      put("/routees/" + i, value);
    }
    for (int i = 0; i < 2_000; i++) {
      put("/routees/" + (i * 37 % 100), value + i);
    }

    assertThat(Files.size(directory.resolve("registry.mv"))).isLessThan(2_000_000);
  }

  @Test
  void hasEveryAcknowledgedWriteAfterAKill() throws Exception {
    store.close();
    long acknowledged = 0;
    for (int round = 0; round < 3; round++) {
      acknowledged = writeUntilKilled(acknowledged + 40);
      store = open();
      assertThat(store.revision()).isGreaterThanOrEqualTo(acknowledged);
      for (Store.Entry entry : store.list("/").entries()) {
        assertThat(new String(entry.value(), UTF_8)).startsWith(entry.key());
      }
      assertThat(store.list("/").entries()).hasSize((int) store.revision());
      store.close();
    }
    store = open();
  }

  @Test
  void namesTheProcessThatHasTheDirectory() throws Exception {
    store.close();
    Process writer = writer("");
    try (var lines = lines(writer)) {
      assertThat(lines.readLine()).isEqualTo("1");

      assertThatThrownBy(() -> MvStoreStore.open(directory))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another weft registry (pid " + writer.pid() + ")");
    } finally {
      writer.destroyForcibly().waitFor();
    }
    store = open();
  }

  @Test
  void readsOnWhenTheDiskIsFullAndKeepsWhatItAcknowledged() throws Exception {
    store.close();
    Process writer = writer("ulimit -f 128; "); // in blocks of 512 or 1024 bytes, by shell
    List<String> said;
    try (var lines = lines(writer)) {
      said = lines.lines().toList();
    }
    assertThat(writer.waitFor()).isZero();
    int acknowledged = said.size() - 2;
    assertThat(acknowledged).isPositive();
    assertThat(said.get(acknowledged)).contains("cannot write to " + directory);
    assertThat(said.getLast()).startsWith("still reads ");

    store = open();

    assertThat(store.revision()).isBetween((long) acknowledged, acknowledged + 1L);
    assertThat(store.list("/").entries()).hasSize((int) store.revision());
  }

  @Test
  void opensATruncatedFileAtAnEarlierStateOrNotAtAll() throws IOException {
    for (int i = 1; i <= 50; i++) {
      put("/routees/" + i, "x".repeat(300));
    }
    store.close();
    Path file = directory.resolve("registry.mv");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 3_000) {
      Files.write(file, Arrays.copyOf(whole, length));
      try (Store cut = MvStoreStore.open(directory)) {
        List<Store.Entry> entries = cut.list("/").entries();
        assertThat(entries).hasSize((int) cut.revision());
      } catch (StoreException e) {
        assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("move it away");
      }
    }
    Files.write(file, whole);
    store = open();
    assertThat(store.list("/").entries()).hasSize(50);
  }

  /** Lets another process write until it has acknowledged a revision, then kills it. */
  private long writeUntilKilled(long enough) throws IOException, InterruptedException {
    Process writer = writer("");
    long acknowledged = 0;
    try (var lines = lines(writer)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledged = Long.parseLong(line);
        if (acknowledged >= enough) {
          writer.toHandle().destroyForcibly(); // Process.destroyForcibly would close the pipe
        }
      }
    }
    writer.waitFor();
    return acknowledged;
  }

  private Process writer(String shellCommands) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            "sh",
            "-c",
            shellCommands + "exec \"$@\"",
            "sh",
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            EndlessWriter.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }
}
