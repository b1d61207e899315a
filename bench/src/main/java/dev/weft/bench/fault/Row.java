package dev.weft.bench.fault;

import java.io.IOException;
import java.util.List;

/**
 * A fault and what is asked for.
 *
 * @param number as the table has it
 * @param asked what must be seen of Weft
 * @param beside who is on the stage
 * @param play makes the fault and tells what was seen
 */
record Row(String number, String fault, String asked, Beside beside, Play play) {
  /** Who is played. */
  enum Beside {
    /** Weft alone, in the process that serves all rows. */
    NOBODY,
    /** Weft and every peer. */
    PEERS,
    /** Weft and every peer; each in a process that does not outlive the row. */
    PEERS_ANEW,
    /** Weft alone, in processes that the row starts itself. */
    OWN
  }

  interface Play {
    List<Figure> on(Stage stage) throws IOException;
  }
}
