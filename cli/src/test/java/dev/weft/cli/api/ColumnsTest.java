package dev.weft.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ColumnsTest {
  @Test
  void aHostileNameTellsATerminalNothing() {
    assertThat(Columns.printable("a\u001b[2Jb\u009b2Jc\nd")).isEqualTo("a?[2Jb?2Jc?d");
    assertThat(Columns.printable("Käse → 茶")).isEqualTo("Käse → 茶");
    assertThat(Columns.printable(null)).isEmpty();
  }
}
