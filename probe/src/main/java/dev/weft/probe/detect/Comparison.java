package dev.weft.probe.detect;

import java.util.List;

/**
 * One routee's calls beside its peers' in the same while: where all are slow together, none stands
 * out.
 *
 * @param seconds how long the while was
 */
record Comparison(Traffic own, List<Traffic> peers, int seconds) {
  Comparison {
    peers = List.copyOf(peers);
  }

  /** What the evidence says of the volume. */
  String volume() {
    return own.tries() + " calls in " + seconds + " s";
  }

  static String peersInWords(int peers) {
    return peers == 1 ? "its peer" : "its " + peers + " peers";
  }
}
