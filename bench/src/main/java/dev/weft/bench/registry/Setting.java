package dev.weft.bench.registry;

import dev.weft.bench.result.Report;
import dev.weft.bench.server.DataFiles;
import dev.weft.bench.server.Peer;
import dev.weft.bench.server.Server;
import dev.weft.model.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What every measurement needs to know.
 *
 * @param peers Weft first
 * @param work folder for data
 * @param full more rounds
 * @param warmSeconds how long each server is loaded before it counts
 */
record Setting(
    List<Peer> peers, Path work, boolean full, int warmSeconds, Clock clock, Report report) {

  /** How many times something is done: {@code few} in the short mode. */
  int times(int few, int many) {
    return full ? many : few;
  }

  /** How long the JVM is warmed up, and the others with it. */
  Duration warmUp() {
    return Duration.ofSeconds(warmSeconds);
  }

  /** How long one side of a pair is loaded. */
  Duration slice() {
    return Duration.ofSeconds(full ? 6 : 4);
  }

  /** A folder of that name that is not there yet. */
  Path fresh(String name) {
    Path folder = work.resolve(name);
    DataFiles.delete(folder);
    return folder;
  }

  /** A server that serves, on an empty folder. */
  Server serving(Peer peer, String name) {
    return Server.serving(peer, fresh(name + "-" + peer.name()), clock);
  }
}
