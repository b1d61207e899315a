package dev.weft.broker.strict;

import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.LimitPolicy;
import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.RetryPolicy;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.model.mesh.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A service of one routee that is never ejected. */
final class Mesh {
  private static final EjectPolicy NEVER =
      new EjectPolicy(1_000_000, Duration.ofSeconds(1), Duration.ofSeconds(60), 0);

  private Mesh() {}

  /** What is read and passed on, not how much a recorder can take on a busy machine. */
  private static final LimitPolicy ANY_NUMBER = new LimitPolicy(1024, 1024, 1_000_000);

  static ServiceState service(String name, int port) {
    var service = new ServiceName("default", name);
    return new ServiceState(
        new Service(service, List.of()),
        new ServicePolicy(
            List.of(),
            ProbePolicy.DEFAULT,
            BalancePolicy.DEFAULT,
            NEVER,
            ANY_NUMBER,
            RetryPolicy.DEFAULT,
            TimeoutPolicy.DEFAULT),
        List.of(
            new Routee(
                new RouteeId("default", name + "-1"),
                service,
                "127.0.0.1",
                List.of(new RouteePort("", port, Protocol.HTTP)),
                "",
                100,
                Map.of(),
                null,
                new Verdict(Verdict.State.PASSING, List.of("set by a test"), Instant.EPOCH))));
  }
}
