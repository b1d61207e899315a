package dev.weft.bench.fault.routee;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir private Path folder;

  @Test
  void whatOneWritesAnotherReadsWithoutItsBeingClosed() throws Exception {
    Path file = folder.resolve("one.ledger");
    Ledger writer = Ledger.open(file);
    Ledger reader = Ledger.open(file);

    writer.add(7, 100);
    writer.add(8, 200);

    assertThat(reader.size()).isEqualTo(2);
    assertThat(reader.entry(1)).isEqualTo(new Ledger.Entry(8, 200));
  }

  @Test
  void aBehaviourSurvivesItsLine() {
    for (Behaviour behaviour :
        new Behaviour[] {
          Behaviour.GOOD,
          Behaviour.slower(20),
          Behaviour.sometimes(Behaviour.Way.ERROR, 0.3),
          Behaviour.always(Behaviour.Way.CUT)
        }) {
      assertThat(Behaviour.parse(behaviour.line())).isEqualTo(behaviour);
    }
  }
}
