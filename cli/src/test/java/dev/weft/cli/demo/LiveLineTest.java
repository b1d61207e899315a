package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LiveLineTest {
  private final FakeClock clock = new FakeClock();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void drawsTheLastLineAnewBelowAnEvent() {
    LiveLine line = line(true);
    line.show("one");
    clock.advance(Duration.ofMillis(1500));
    line.event("it happened");
    line.end();

    assertThat(printed())
        .isEqualTo(
            "\r\u001b[2K\u001b[?7lone\u001b[?7h"
                + "\r\u001b[2K   1.5s  it happened\n"
                + "\r\u001b[2K\u001b[?7lone\u001b[?7h"
                + "\r\u001b[2K");
  }

  @Test
  void printsPlainLinesWhereTheOutputIsNoTerminal() {
    LiveLine line = line(false);
    line.show("one");
    line.event("it happened");
    line.show("one");
    line.show("two");
    line.end();

    assertThat(printed()).isEqualTo("one\n   0.0s  it happened\ntwo\n");
  }

  private LiveLine line(boolean terminal) {
    return new LiveLine(new PrintStream(printed, true, StandardCharsets.UTF_8), terminal, clock);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
