package dev.weft.bench.registry;

import dev.weft.bench.load.ClosedLoop;
import dev.weft.bench.server.Peer;
import dev.weft.bench.server.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Durable registrations by 64 clients, with and without a lease, and renewals of leases. */
final class Registrations {
  private static final int LEASED = 1_000;

  private final Setting setting;

  Registrations(Setting setting) {
    this.setting = setting;
  }

  void run() {
    Pairs.table(setting.report(), "Registration, 64 clients");
    on("registration", "put", server -> Scripts.registrations());
    on("with a lease", "leased", server -> Scripts.leasedRegistrations(server.peer()));
  }

  void renewals() {
    Pairs.table(setting.report(), "Lease renewal, 64 clients");
    on(
        "renewal",
        "renew",
        server -> {
          Scripts.registerOnce(setting, server, LEASED);
          return Scripts.renewals(LEASED);
        });
  }

  private void on(String what, String folder, Function<Server, ClosedLoop.Script> script) {
    List<Server> servers = new ArrayList<>();
    try {
      for (Peer peer : setting.peers()) {
        servers.add(setting.serving(peer, folder));
      }
      new Pairs(setting)
          .compare(
              what,
              servers.stream()
                  .map(server -> new Pairs.Side(server, script.apply(server)))
                  .toList());
    } finally {
      servers.forEach(Server::close);
    }
  }
}
