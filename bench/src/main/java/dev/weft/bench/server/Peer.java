package dev.weft.bench.server;

import dev.weft.bench.load.Ask;
import dev.weft.bench.load.Wire;
import java.nio.file.Path;
import java.util.List;

/** A kind of registry: how it is started and how it is spoken to. */
public interface Peer {

  /** As the tables name it. */
  String name();

  /**
   * The command that serves in the foreground.
   *
   * @param data folder that it may fill
   * @param port to listen on, on 127.0.0.1; the one above it is free too
   */
  List<String> command(Path data, int port);

  /** How a new connection speaks. */
  Wire wire(int port);

  /**
   * What registers one routee with a lease; the last ask is the registration.
   *
   * @param lease a number that no other lease has
   */
  List<Ask> leased(int index, long mark, int ttlSeconds, long lease);

  /**
   * The files that hold what was written last.
   *
   * @param data of a server that was killed
   */
  List<Path> newestFiles(Path data);

  /** What a reader should know of how it was set up. */
  String setUp();
}
