package dev.weft.registry.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.MeshEvent.Severity;
import dev.weft.testkit.Eventually;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  @TempDir Path folder;
  private final FakeClock clock = new FakeClock();

  private MeshEvent event(String message) {
    return new MeshEvent(
        clock.wall(),
        Severity.WARNING,
        "Ejected",
        new ServiceName("shop", "orders"),
        new RouteeId("shop", "orders-1"),
        "broker \"a\"",
        message);
  }

  private List<String> messages(EventLog log) {
    return log.all().stream().map(one -> one.event().message()).toList();
  }

  @Test
  void isThereAgainAfterARestartAndCountsOn() {
    MeshEvent first = event("line\nbreak, \"quotes\" and ü");
    try (var log = EventLog.open(folder, clock)) {
      log.tell(first);
      log.tell(event("second"));
    }
    try (var log = EventLog.open(folder, clock)) {
      assertThat(log.all().getFirst().event()).isEqualTo(first);
      log.tell(event("third"));
      assertThat(log.all()).extracting(RecordedEvent::number).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void survivesALastLineThatACrashHasCutOffAtAnyByte() throws IOException {
    try (var log = EventLog.open(folder, clock)) {
      log.tell(event("first"));
      log.tell(event("second"));
    }
    Path file = folder.resolve("events.jsonl");
    byte[] whole = Files.readAllBytes(file);
    int secondLine = new String(whole, java.nio.charset.StandardCharsets.UTF_8).indexOf('\n') + 1;
    for (int length = secondLine; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      try (var log = EventLog.open(folder, clock)) {
        boolean complete = length == whole.length - 1; // but for the end of the line
        assertThat(messages(log))
            .as("cut at %d", length)
            .isEqualTo(complete ? List.of("first", "second") : List.of("first"));
        log.tell(event("after the crash"));
      }
      try (var log = EventLog.open(folder, clock)) {
        assertThat(messages(log)).as("cut at %d", length).contains("first", "after the crash");
      }
    }
  }

  @Test
  void anAgentWhoseClockIsBehindHidesNothingOfTheOthers() {
    try (var log = EventLog.open(folder, clock)) {
      log.tell(event("first"));
      MeshEvent second = event("second");
      log.tell(
          new MeshEvent(
              clock.wall().minus(Duration.ofHours(1)),
              second.severity(),
              second.reason(),
              second.service(),
              second.routee(),
              second.source(),
              "of an hour ago, it says"));
      log.tell(second);

      assertThat(log.since(clock.wall().minus(Duration.ofMinutes(5))))
          .extracting(recorded -> recorded.event().message())
          .containsExactly("second", "first");
    }
  }

  @Test
  void tellsWhatCameBehindANumberOldestFirst() throws InterruptedException {
    try (var log = EventLog.open(folder, clock)) {
      for (int i = 1; i <= 5; i++) {
        log.tell(event("event " + i));
      }

      assertThat(log.after(3, Duration.ofSeconds(10)))
          .extracting(RecordedEvent::number)
          .containsExactly(4L, 5L);
      assertThat(log.after(5, Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void whatIsToldBeforeTheFilesAreReadComesBehindWhatTheyHold() {
    try (var log = EventLog.open(folder, clock)) {
      for (int i = 1; i <= 2_000; i++) {
        log.tell(event("event " + i));
      }
    }
    for (int start = 1; start <= 20; start++) {
      try (var log = EventLog.open(folder, clock)) {
        log.tell(event("start " + start)); // mostly before they are

        List<RecordedEvent> all = log.all();
        assertThat(all).hasSize(2_000 + start);
        assertThat(all.getLast().number()).isEqualTo(2_000 + start);
        assertThat(all).extracting(RecordedEvent::number).isSorted().doesNotHaveDuplicates();
        assertThat(log.knows(0)).isTrue();
      }
    }
  }

  @Test
  void keepsTheLastTenThousandAndItsFilesBounded() throws IOException {
    try (var log = EventLog.open(folder, clock)) {
      for (int i = 1; i <= 25_000; i++) {
        log.tell(event("event " + i));
        if (i % 1_000 == 0) {
          awaitWritten(log, i);
        }
      }
      assertThat(log.all()).hasSize(EventLog.KEPT);
      assertThat(log.knows(14_999)).isFalse();
      assertThat(log.knows(15_000)).isTrue();
      assertThat(log.knows(25_001)).isFalse();
    }
    try (var log = EventLog.open(folder, clock)) {
      assertThat(messages(log)).hasSize(EventLog.KEPT).endsWith("event 25000");
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("events.jsonl", "events.1.jsonl");
    }
  }

  /** The file has it: nobody reads the file before its writer. */
  private void awaitWritten(EventLog log, int number) {
    String wanted = "\"n\":\"" + number + "\"";
    Eventually.so(
        "event " + number + " is written",
        () -> {
          assertThat(log.unwritten()).isZero();
          return written().contains(wanted);
        });
  }

  /** Nothing while the file is put aside. */
  private String written() {
    try {
      return Files.readString(folder.resolve("events.jsonl"));
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void goesOnInMemoryWhereNothingCanBeWrittenAndSaysSoAfterwards() throws Exception {
    Path file = folder.resolve("events.jsonl");
    Files.createDirectory(file);
    try (var log = EventLog.open(folder, clock)) {
      log.tell(event("lost to the file"));
      Eventually.so("it could not be written", () -> log.unwritten() > 0);
      Files.delete(file);
      log.tell(event("written"));
      List<RecordedEvent> more = log.after(2, Duration.ofSeconds(10));
      assertThat(more.getFirst().event().reason()).isEqualTo("EventsNotWritten");
      assertThat(more.getFirst().event().message()).startsWith("1 events could not be written");
      assertThat(messages(log)).contains("lost to the file", "written");
    }
  }

  @Test
  void leavesOutLinesThatAreNoEvents() throws IOException {
    try (var log = EventLog.open(folder, clock)) {
      log.tell(event("first"));
    }
    Files.writeString(
        folder.resolve("events.jsonl"), "{\"n\":\"x\"}\nnonsense\n\n", StandardOpenOption.APPEND);
    try (var log = EventLog.open(folder, clock)) {
      assertThat(messages(log)).containsExactly("first");
    }
  }

  @Test
  void cutsWhatIsTooLong() {
    try (var log = EventLog.open(folder, clock)) {
      log.tell(event("x".repeat(100_000)));
      assertThat(messages(log).getFirst()).hasSize(1_024).endsWith("…");
    }
  }
}
