package dev.weft.bench.server;

import dev.weft.bench.load.Ask;
import dev.weft.bench.load.HttpWire;
import dev.weft.bench.load.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Weft's registry on its own.
 *
 * @param launcher the words before {@code --data} and {@code --registry-port}
 */
public record Weft(List<String> launcher) implements Peer {

  @Override
  public String name() {
    return "Weft";
  }

  @Override
  public List<String> command(Path data, int port) {
    var command = new ArrayList<>(launcher);
    command.addAll(List.of("--data", data.toString(), "--registry-port", String.valueOf(port)));
    return command;
  }

  @Override
  public Wire wire(int port) {
    return new HttpWire(port);
  }

  @Override
  public List<Ask> leased(int index, long mark, int ttlSeconds, long lease) {
    return List.of(new Ask.Register(index, mark, ttlSeconds, 0));
  }

  @Override
  public List<Path> newestFiles(Path data) {
    return List.of(DataFiles.newest(data, ".log"));
  }

  @Override
  public String setUp() {
    return "store and API with the JVM flags of 'weft registry' (SerialGC, -Xmx256m), no probe;"
        + " HTTP/1.1 with keep-alive, one connection a client";
  }
}
