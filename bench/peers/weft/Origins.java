import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.PublishedSnapshots;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A mesh of one service, origin, with two routees at ports of loopback. */
final class Origins {
  private Origins() {}

  static PublishedSnapshots at(String onePort, String otherPort) {
    var name = new ServiceName("default", "origin");
    var routees = List.of(routee(name, "origin-1", onePort), routee(name, "origin-2", otherPort));
    var state =
        new Snapshot.ServiceState(new Service(name, List.of()), ServicePolicy.DEFAULT, routees);
    var source = new PublishedSnapshots();
    source.publish(new Snapshot(1, Map.of(name, state)));
    return source;
  }

  private static Routee routee(ServiceName service, String name, String port) {
    return new Routee(
        new RouteeId(service.namespace(), name),
        service,
        "127.0.0.1",
        List.of(new RouteePort("", Integer.parseInt(port), Protocol.HTTP)),
        "",
        100,
        Map.of(),
        null,
        new Verdict(Verdict.State.PASSING, List.of(), Instant.EPOCH));
  }
}
