package dev.weft.bench.server;

import dev.weft.bench.load.Ask;
import dev.weft.bench.load.GrpcWire;
import dev.weft.bench.load.Wire;
import java.nio.file.Path;
import java.util.List;

/**
 * etcd 3.6 as one member that syncs each batch, with room for its database to grow.
 *
 * @param binary of the server
 */
public record Etcd(Path binary) implements Peer {

  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public List<String> command(Path data, int port) {
    String clients = "http://127.0.0.1:" + port;
    String peers = "http://127.0.0.1:" + (port + 1);
    return List.of(
        binary.toString(),
        "--data-dir",
        data.toString(),
        "--listen-client-urls",
        clients,
        "--advertise-client-urls",
        clients,
        "--listen-peer-urls",
        peers,
        "--initial-advertise-peer-urls",
        peers,
        "--initial-cluster",
        "default=" + peers,
        "--quota-backend-bytes",
        String.valueOf(8L << 30),
        "--auto-compaction-mode",
        "periodic",
        "--auto-compaction-retention",
        "5m",
        "--log-level",
        "error");
  }

  @Override
  public Wire wire(int port) {
    return new GrpcWire(port);
  }

  @Override
  public List<Ask> leased(int index, long mark, int ttlSeconds, long lease) {
    return List.of(new Ask.Grant(lease, ttlSeconds), new Ask.Register(index, mark, 0, lease));
  }

  @Override
  public List<Path> newestFiles(Path data) {
    Path wal = DataFiles.newest(data.resolve("member/wal"), ".wal");
    return List.of(wal, data.resolve("member/snap/db"));
  }

  @Override
  public String setUp() {
    return "one member, fsync on, 8 GiB quota, compaction every 5 minutes, log level error;"
        + " gRPC with indexed headers, one connection a client";
  }
}
