package dev.weft.model.gateway;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePort;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.Backend;
import java.util.List;
import java.util.Optional;

/** Where a route's references lead. */
record References(Documents documents, Grants grants) {

  /**
   * Where one leads.
   *
   * @param wrong what is to be said of the route; empty if it resolves
   */
  record Found(Backend.Target target, Optional<Condition> wrong) {}

  /**
   * Follows a reference to a service's port.
   *
   * @param where it stands in the route, for people
   */
  Found follow(Resource route, Tree ref, String where) {
    String group = ref.text("group");
    String kind = ref.text("kind", "Service");
    String name = ref.text("name");
    String namespace = ref.text("namespace", route.metadata().namespace());
    int port = (int) ref.number("port");
    String service = "Service " + namespace + "/" + name;
    if (!group.isEmpty() || !kind.equals("Service")) {
      String whole = (group.isEmpty() ? "" : group + " ") + kind + " " + name;
      return refused(where, "InvalidKind", whole + " is no Service");
    }
    if (!grants.permit(route, group, kind, namespace, name) && !isParent(route, namespace, name)) {
      return refused(
          where,
          "RefNotPermitted",
          service
              + " may not be referred to from namespace "
              + route.metadata().namespace()
              + ": no ReferenceGrant there permits it");
    }
    var serviceName = new ServiceName(namespace, name);
    Optional<Service> found = documents.service(serviceName);
    if (found.isEmpty()) {
      return refused(where, "BackendNotFound", service + " is not there");
    }
    List<ServicePort> ports = found.get().ports();
    Optional<ServicePort> meant = ports.stream().filter(one -> one.port() == port).findFirst();
    if (meant.isEmpty() && !ports.isEmpty()) {
      return refused(where, "BackendNotFound", service + " has no port " + port);
    }
    if (ReadRoute.ofCalls(route.kind())
        && meant.isPresent()
        && meant.get().protocol() == Protocol.TCP) {
      return refused(
          where,
          "UnsupportedProtocol",
          service
              + " speaks tcp on port "
              + port
              + ", which a "
              + route.kind().kindName()
              + " cannot send calls to");
    }
    return new Found(new Backend.ToService(serviceName, port), Optional.empty());
  }

  /** Calls that are meant for a service anyway need no grant to go there. */
  private static boolean isParent(Resource route, String namespace, String name) {
    String own = route.metadata().namespace();
    return Tree.of(route.spec()).trees("parentRefs").stream()
        .anyMatch(ref ->
            Attachments.isService(ref)
                && ref.text("namespace", own).equals(namespace)
                && ref.text("name").equals(name));
  }

  private static Found refused(String where, String reason, String why) {
    return new Found(
        new Backend.Refused(why), Optional.of(Condition.unresolved(reason, where + ": " + why)));
  }
}
