package dev.weft.model.gateway;

import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePort;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.GatewayId;
import dev.weft.model.tls.RouteeTls;
import dev.weft.model.tls.SubjectName;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How services' routees are called over TLS, as BackendTLSPolicies say, and what is to be said of
 * those. Of several for one port the oldest holds; one that names the port goes before one that is
 * for the whole service.
 */
final class BackendTls {
  /** As many as a policy's schema takes. */
  private static final int MOST_ANCESTORS = 16;

  /** A service, or the part of it that a policy names. */
  private record Target(ServiceName service, String section) {}

  /** A policy, read. */
  private record Read(Resource policy, RouteeTls tls, Condition resolved, boolean usable) {}

  private final Documents documents;
  private final Grants grants;
  private final Map<Target, Read> winners = new HashMap<>();
  private final List<Read> policies = new ArrayList<>();

  BackendTls(Documents documents, Grants grants) {
    this.documents = documents;
    this.grants = grants;
    documents.all(Kind.BACKEND_TLS_POLICY).stream()
        .sorted(Resource.OLDEST_FIRST)
        .map(this::read)
        .forEach(read -> {
          policies.add(read);
          targets(read.policy).stream()
              .filter(BackendTls::isService)
              .forEach(ref -> winners.putIfAbsent(target(read.policy, ref), read));
        });
  }

  private static List<Tree> targets(Resource policy) {
    return Tree.of(policy.spec()).trees("targetRefs");
  }

  private static Target target(Resource policy, Tree ref) {
    return new Target(
        new ServiceName(policy.metadata().namespace(), ref.text("name")), ref.text("sectionName"));
  }

  private static boolean isService(Tree ref) {
    return ref.text("group").isEmpty() && ref.text("kind").equals("Service");
  }

  private Read read(Resource policy) {
    Tree validation = Tree.of(policy.spec()).tree("validation");
    var authorities = new ArrayList<X509Certificate>();
    @Nullable Condition wrong = null;
    List<Tree> refs = validation.trees("caCertificateRefs");
    for (Tree ref : refs) {
      var found = Certificates.authorities(policy, ref, documents, grants);
      if (found.value() != null) {
        authorities.addAll(found.value());
      } else if (wrong == null) {
        boolean kind = found.reason().equals("InvalidCACertificateKind");
        wrong = Condition.unresolved(kind ? "InvalidKind" : found.reason(), found.message());
      }
    }
    boolean usable = refs.isEmpty() || !authorities.isEmpty();
    RouteeTls tls =
        usable
            ? new RouteeTls(validation.text("hostname"), authorities, null, names(validation), "")
            : RouteeTls.unusable(
                "BackendTLSPolicy "
                    + policy.qualifiedName()
                    + " has no authority that could vouch for them: "
                    + (wrong == null ? "" : wrong.message()));
    return new Read(policy, tls, wrong == null ? Condition.resolved() : wrong, usable);
  }

  private static List<SubjectName> names(Tree validation) {
    return validation.trees("subjectAltNames").stream()
        .map(one ->
            one.text("type").equals("URI")
                ? new SubjectName(SubjectName.Type.URI, one.text("uri"))
                : new SubjectName(SubjectName.Type.HOSTNAME, one.text("hostname")))
        .toList();
  }

  /** By service and port, 0 for all ports that are not named. */
  Map<ServiceName, Map<Integer, RouteeTls>> settings() {
    var settings = new HashMap<ServiceName, Map<Integer, RouteeTls>>();
    winners.forEach((target, read) -> {
      Optional<Service> service = documents.service(target.service);
      if (service.isPresent()) {
        ports(service.get(), target.section)
            .forEach(port ->
                settings
                    .computeIfAbsent(target.service, it -> new HashMap<>())
                    .put(port, read.tls));
      }
    });
    return settings;
  }

  private static List<Integer> ports(Service service, String section) {
    return section.isEmpty()
        ? List.of(0)
        : service.ports().stream()
            .filter(port -> port.name().equals(section))
            .map(ServicePort::port)
            .toList();
  }

  /**
   * What is to be said of each policy, by gateways that its services are reached by, and by the
   * services themselves where there are none.
   *
   * @param reached the services that each Gateway has routes to
   */
  List<Resolution.OfPolicy> findings(Map<GatewayId, Set<ServiceName>> reached) {
    return policies.stream().map(read -> finding(read, reached)).toList();
  }

  private Resolution.OfPolicy finding(Read read, Map<GatewayId, Set<ServiceName>> reached) {
    var ancestors = new ArrayList<Resolution.OfParent>();
    var seen = new LinkedHashSet<ServiceName>();
    reached.forEach((gateway, services) -> {
      List<Tree> its =
          targets(read.policy).stream()
              .filter(ref -> isService(ref) && services.contains(target(read.policy, ref).service))
              .toList();
      if (!its.isEmpty()) {
        its.forEach(ref -> seen.add(target(read.policy, ref).service));
        ancestors.add(said(read, ref(gateway), its));
      }
    });
    for (Tree ref : targets(read.policy)) {
      if (!seen.contains(target(read.policy, ref).service)) {
        ancestors.add(said(read, ref(read.policy, ref), List.of(ref)));
      }
    }
    return new Resolution.OfPolicy(
        read.policy, ancestors.subList(0, Math.min(ancestors.size(), MOST_ANCESTORS)));
  }

  private Resolution.OfParent said(Read read, Map<String, Object> ancestor, List<Tree> refs) {
    Condition accepted = accepted(read, refs.getFirst());
    for (Tree ref : refs) {
      Condition one = accepted(read, ref);
      accepted = accepted.holds() ? one : accepted;
    }
    return new Resolution.OfParent(ancestor, List.of(accepted, read.resolved));
  }

  private Condition accepted(Read read, Tree ref) {
    Target target = target(read.policy, ref);
    String service = "Service " + target.service;
    if (!isService(ref)) {
      return Condition.notAccepted("Invalid", ref.text("kind") + " is no Service");
    }
    Optional<Service> found = documents.service(target.service);
    if (found.isEmpty()) {
      return Condition.notAccepted("TargetNotFound", "there is no " + service);
    }
    if (ports(found.get(), target.section).isEmpty()) {
      return Condition.notAccepted(
          "TargetNotFound", service + " has no port of the name " + target.section);
    }
    @Nullable Read winner = winners.get(target);
    if (winner != null && !winner.policy.qualifiedName().equals(read.policy.qualifiedName())) {
      return Condition.notAccepted(
          "Conflicted",
          "for "
              + service
              + " the older BackendTLSPolicy "
              + winner.policy.qualifiedName()
              + " holds");
    }
    return read.usable
        ? Condition.accepted("it holds for " + service)
        : Condition.notAccepted("NoValidCACertificate", read.resolved.message());
  }

  private static Map<String, Object> ref(GatewayId gateway) {
    var ref = new LinkedHashMap<String, Object>();
    ref.put("group", Kind.GATEWAY.group());
    ref.put("kind", Kind.GATEWAY.kindName());
    ref.put("namespace", gateway.namespace());
    ref.put("name", gateway.name());
    return ref;
  }

  private static Map<String, Object> ref(Resource policy, Tree target) {
    var ref = new LinkedHashMap<String, Object>();
    ref.put("group", target.text("group"));
    ref.put("kind", target.text("kind"));
    ref.put("namespace", policy.metadata().namespace());
    ref.put("name", target.text("name"));
    if (target.has("sectionName")) {
      ref.put("sectionName", target.text("sectionName"));
    }
    return ref;
  }
}
