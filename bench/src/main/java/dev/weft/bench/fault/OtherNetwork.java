package dev.weft.bench.fault;

import dev.weft.bench.fault.front.Started;
import java.util.List;

/**
 * A network namespace with one address, joined to this one by a pair of virtual interfaces. It can
 * be made to drop all that is sent to that address, as a host that has lost its power does. Closing
 * removes it. Linux, root.
 */
final class OtherNetwork implements AutoCloseable {
  private static final String HERE = "weft-fault-a";
  private static final String THERE = "weft-fault-b";
  private static final String NAME = "weft-fault";
  private static final String ADDRESS_HERE = "10.219.83.1/30";
  private static final String ADDRESS = "10.219.83.2";

  OtherNetwork() {
    remove(); // what a run that was killed left
    ip("netns", "add", NAME);
    ip("link", "add", HERE, "type", "veth", "peer", "name", THERE, "netns", NAME);
    ip("addr", "add", ADDRESS_HERE, "dev", HERE);
    ip("link", "set", HERE, "up");
    ip("-n", NAME, "addr", "add", ADDRESS + "/30", "dev", THERE);
    ip("-n", NAME, "link", "set", THERE, "up");
    ip("-n", NAME, "link", "set", "lo", "up");
  }

  static boolean isPossible() {
    boolean possible = Started.run("ip", "netns", "add", NAME + "-try");
    if (possible) {
      ip("netns", "del", NAME + "-try");
    }
    return possible;
  }

  String address() {
    return ADDRESS;
  }

  /** Words that run what follows them inside. */
  List<String> inside() {
    return List.of("ip", "netns", "exec", NAME);
  }

  /** From now on nothing that is sent there is received, and nobody is told. */
  void drop() {
    ip("-n", NAME, "route", "del", "local", ADDRESS, "table", "local");
    ip("-n", NAME, "route", "add", "blackhole", ADDRESS, "table", "local");
  }

  private static void ip(String... words) {
    var command = new String[words.length + 1];
    command[0] = "ip";
    System.arraycopy(words, 0, command, 1, words.length);
    if (!Started.run(command)) {
      throw new IllegalStateException("failed: " + String.join(" ", command));
    }
  }

  private static void remove() {
    Started.run("ip", "link", "del", HERE);
    Started.run("ip", "netns", "del", NAME);
  }

  @Override
  public void close() {
    remove();
  }
}
