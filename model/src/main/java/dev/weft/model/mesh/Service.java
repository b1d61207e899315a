package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Names;
import dev.weft.model.resource.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A named set of routees that can answer the same calls.
 *
 * @param ports none for a service that a routee's registration made and that speaks HTTP
 */
public record Service(ServiceName name, List<ServicePort> ports) {
  private static final String TCP = "TCP";
  private static final Set<String> TRANSPORTS = Set.of(TCP, "UDP", "SCTP");

  public Service {
    ports = List.copyOf(ports);
  }

  /**
   * Reads a {@code v1} Service document. Fields of Kubernetes that have no meaning without a
   * cluster (selector, clusterIP and the like) are kept but change nothing; those that would
   * promise what is not done (ExternalName, session affinity, allowed source ranges) are refused.
   * Ports of UDP and SCTP are none of the service's here: nobody carries calls to them.
   *
   * @throws InvalidResourceException naming every field that is wrong
   */
  public static Service fromResource(Resource resource) {
    var root = new Fields(resource.body());
    Fields spec = root.object("spec");
    var ports = new ArrayList<ServicePort>();
    var names = new HashSet<String>();
    var numbers = new HashSet<String>();
    List<Fields> entries = spec.objects("ports");
    for (Fields entry : entries) {
      String name = entries.size() > 1 ? entry.requiredText("name") : entry.text("name", "");
      if (!name.isEmpty() && !Names.isLabel(name)) {
        entry.refuse("name", name, Names.LABEL_RULE);
      } else if (!name.isEmpty() && !names.add(name)) {
        entry.refuse("name", name, "a name that no other port of this service has");
      }
      int port = (int) entry.requiredNumber("port", 1, 65_535);
      String transport = readTransport(entry);
      if (!numbers.add(transport + port)) {
        entry.refuse("port", port, "a number that no other port of this service has");
      }
      var read = new ServicePort(name, port, readProtocol(entry), readTarget(entry));
      if (transport.equals(TCP)) {
        ports.add(read);
      }
      entry.number("nodePort", 0, 0, 65_535);
      entry.refuseUnknown();
    }
    ServiceOfCluster.check(spec);
    spec.refuseUnknown();
    root.refuseUnknown();
    root.throwIfAny("Service " + resource.qualifiedName());
    return new Service(
        new ServiceName(resource.metadata().namespace(), resource.metadata().name()), ports);
  }

  private static String readTransport(Fields port) {
    String transport = port.text("protocol", TCP);
    if (!TRANSPORTS.contains(transport)) {
      port.refuse(
          "protocol", transport, "TCP, UDP or SCTP (what is spoken on it goes into appProtocol)");
    }
    return transport;
  }

  /** {@code appProtocol} says what is spoken, as in Kubernetes. */
  private static Protocol readProtocol(Fields port) {
    String app = port.text("appProtocol", "").toLowerCase(Locale.ROOT);
    return switch (app) {
      case "tcp" -> Protocol.TCP;
      case "grpc" -> Protocol.GRPC;
      case "h2c", "kubernetes.io/h2c" -> Protocol.H2C;
      case "http", "kubernetes.io/ws" -> Protocol.HTTP;
      default -> Protocol.AUTO;
    };
  }

  private static String readTarget(Fields port) {
    Object target = port.value("targetPort");
    if (target == null || target.equals(0)) { // typed clients write 0 where nothing is set
      return "";
    }
    if (target instanceof Integer number && number >= 1 && number <= 65_535) {
      return number.toString();
    }
    if (target instanceof String name && Names.isLabel(name)) {
      return name;
    }
    port.refuse("targetPort", target, "a number from 1 to 65535 or the name of a routee's port");
    return "";
  }
}
