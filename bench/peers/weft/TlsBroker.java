import dev.weft.broker.Broker;
import dev.weft.broker.admin.AgentAdmin;
import dev.weft.broker.tls.ServerTls;
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
import dev.weft.model.time.SystemClock;
import dev.weft.model.tls.CertifiedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@code TlsBroker PORT TLS_PORT CERTIFICATE KEY ORIGIN ORIGIN}: the broker and its metrics with a
 * port for TLS, without a registry and a probe, as no resource opens such a port yet.
 */
public final class TlsBroker {
  public static void main(String[] args) throws Exception {
    var name = new ServiceName("default", "origin");
    var routees = List.of(routee(name, "origin-1", args[4]), routee(name, "origin-2", args[5]));
    var state =
        new Snapshot.ServiceState(new Service(name, List.of()), ServicePolicy.DEFAULT, routees);
    var source = new PublishedSnapshots();
    source.publish(new Snapshot(1, Map.of(name, state)));
    var clock = new SystemClock();
    var broker =
        Broker.start(new Broker.Options("127.0.0.1", Integer.parseInt(args[0]), 0), source, clock);
    AgentAdmin.start("127.0.0.1", 0, broker, source, clock);
    var key =
        CertifiedKey.read(
            Files.readAllBytes(Path.of(args[2])), Files.readAllBytes(Path.of(args[3])));
    broker.listen("127.0.0.1", Integer.parseInt(args[1]), ServerTls.http(key));
    Thread.currentThread().join();
  }

  private static Routee routee(ServiceName service, String name, String port) {
    return new Routee(
        new RouteeId("default", name),
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
