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
import dev.weft.model.resource.Kind;
import dev.weft.model.route.Backend;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.CallRoute;
import dev.weft.model.route.CallRule;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewaySpec;
import dev.weft.model.route.ListenerId;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.ListenerTls;
import dev.weft.model.route.RouteId;
import dev.weft.model.route.Routing;
import dev.weft.model.tls.CertifiedKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A mesh of one service, origin, with two routees at ports of loopback. */
final class Origins {
  private static final ServiceName NAME = new ServiceName("default", "origin");

  private Origins() {}

  static PublishedSnapshots at(String onePort, String otherPort) {
    return mesh(onePort, otherPort, Routing.EMPTY);
  }

  /** The same behind a Gateway that ends TLS at a port of loopback. */
  static PublishedSnapshots overTls(String onePort, String otherPort, int port, CertifiedKey key) {
    var id = new GatewayId(NAME.namespace(), "edge");
    var rule =
        new CallRule(
            "",
            List.of(CallMatch.ANY),
            List.of(),
            List.of(new Backend(new Backend.ToService(NAME, 80), 1, List.of())),
            CallRule.Timeouts.UNSAID);
    var route = new RouteId(Kind.HTTP_ROUTE, NAME.namespace(), "all");
    var listener =
        new ListenerSpec(
            new ListenerId(Kind.GATEWAY, id.namespace(), id.name(), "https"),
            port,
            ListenerSpec.Protocol.HTTPS,
            "",
            new ListenerTls.Terminate(List.of(key), ListenerTls.Callers.ANYONE),
            List.of(new ListenerSpec.OnHosts(new CallRoute(route, List.of(rule)), List.of())),
            List.of());
    var gateway = new GatewaySpec(id, List.of("127.0.0.1"), List.of(listener), null);
    return mesh(onePort, otherPort, new Routing(Map.of(), Map.of(id, gateway)));
  }

  private static PublishedSnapshots mesh(String onePort, String otherPort, Routing routing) {
    var routees = List.of(routee("origin-1", onePort), routee("origin-2", otherPort));
    var state =
        new Snapshot.ServiceState(new Service(NAME, List.of()), ServicePolicy.DEFAULT, routees);
    var source = new PublishedSnapshots();
    source.publish(new Snapshot(1, Map.of(NAME, state), routing));
    return source;
  }

  private static Routee routee(String name, String port) {
    return new Routee(
        new RouteeId(NAME.namespace(), name),
        NAME,
        "127.0.0.1",
        List.of(new RouteePort("", Integer.parseInt(port), Protocol.HTTP)),
        "",
        100,
        Map.of(),
        null,
        new Verdict(Verdict.State.PASSING, List.of(), Instant.EPOCH));
  }
}
