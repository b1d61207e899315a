package dev.weft.model.gateway;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewaySpec;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.tls.CertifiedKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The gateways that are Weft's, with their listener sets. */
final class Gateways {
  private final Documents documents;
  private final Grants grants;
  private final Certificates certificates;
  private final Set<String> classes = new HashSet<>();
  private final Map<String, OwnerState> owners = new LinkedHashMap<>();
  private final Map<String, CertifiedKey> own = new HashMap<>();

  Gateways(Documents documents, Grants grants, Certificates certificates) {
    this.documents = documents;
    this.grants = grants;
    this.certificates = certificates;
    for (Resource one : documents.all(Kind.GATEWAY_CLASS)) {
      if (Tree.of(one.spec()).text("controllerName").equals(Resolver.CONTROLLER)) {
        classes.add(one.metadata().name());
      }
    }
    Map<String, List<Resource>> sets = new HashMap<>();
    documents.all(Kind.LISTENER_SET).stream()
        .sorted(Resource.OLDEST_FIRST)
        .forEach(set -> sets.computeIfAbsent(gatewayOf(set), id -> new ArrayList<>()).add(set));
    for (Resource gateway : documents.all(Kind.GATEWAY)) {
      List<Resource> its = sets.remove(gateway.qualifiedName());
      if (classes.contains(Tree.of(gateway.spec()).text("gatewayClassName"))) {
        resolve(gateway, its == null ? List.of() : its);
      }
    }
    sets.forEach((gateway, orphans) -> {
      for (Resource orphan : orphans) {
        put(refused(orphan, "ParentNotAccepted", "there is no Gateway " + gateway));
      }
    });
  }

  private static String gatewayOf(Resource set) {
    Tree ref = Tree.of(set.spec()).tree("parentRef");
    return ref.text("namespace", set.metadata().namespace()) + "/" + ref.text("name");
  }

  private void put(OwnerState state) {
    owners.put(state.owner().kind() + "/" + state.owner().qualifiedName(), state);
  }

  /** All of ours. */
  Collection<OwnerState> owners() {
    return owners.values();
  }

  /** One of ours. */
  Optional<OwnerState> find(Kind kind, String namespace, String name) {
    return Optional.ofNullable(owners.get(kind + "/" + namespace + "/" + name));
  }

  private void resolve(Resource gateway, List<Resource> all) {
    var tls = new ListenerTlsReader(gateway, documents, grants, certificates);
    Condition taken = takenGateway(gateway);
    var conflicts = new Conflicts();
    conflicts.add(gateway);
    var sets = new ArrayList<OwnerState>();
    for (Resource set : all) {
      Condition admitted = takenSet(gateway, taken, set);
      if (admitted.holds()) {
        conflicts.add(set);
        sets.add(
            new OwnerState(set, admitted, List.of(), listeners(set, conflicts, tls), List.of()));
      } else {
        put(new OwnerState(set, admitted, List.of(), List.of(), List.of()));
      }
    }
    var more = new ArrayList<Condition>();
    @Nullable CertifiedKey shown = backendKey(gateway, more);
    if (tls.anyLenient()) {
      more.add(
          new Condition(
              "InsecureFrontendValidationMode",
              true,
              "ConfigurationChanged",
              "callers come in whose certificate nobody vouches for"));
    }
    var state = new OwnerState(gateway, taken, more, listeners(gateway, conflicts, tls), sets);
    put(state);
    sets.forEach(this::put);
    if (shown != null) {
      own.put(gateway.qualifiedName(), shown);
    }
  }

  private static Condition takenGateway(Resource gateway) {
    Tree spec = Tree.of(gateway.spec());
    if (spec.tree("infrastructure").has("parametersRef")) {
      return Condition.notAccepted(
          "InvalidParameters", "Weft knows no parameters for gateways: leave parametersRef out");
    }
    for (Tree address : spec.trees("addresses")) {
      if (!address.text("type", "IPAddress").equals("IPAddress")) {
        return Condition.notAccepted(
            "UnsupportedAddress",
            "an address of type " + address.text("type") + " cannot be listened on: IPAddress can");
      }
    }
    return Condition.accepted("its listeners can be listened for");
  }

  private Condition takenSet(Resource gateway, Condition gatewayTaken, Resource set) {
    Tree allowed = Tree.of(gateway.spec()).tree("allowedListeners").tree("namespaces");
    String namespace = set.metadata().namespace();
    if (!Selection.admits(allowed, "None", gateway.metadata().namespace(), namespace, documents)) {
      return Condition.notAccepted(
          "NotAllowed",
          "Gateway "
              + gateway.qualifiedName()
              + " allows no listener sets of namespace "
              + namespace);
    }
    return gatewayTaken.holds()
        ? Condition.accepted("its listeners can be listened for")
        : Condition.notAccepted(
            "ParentNotAccepted", "Gateway " + gateway.qualifiedName() + " is not accepted itself");
  }

  private static OwnerState refused(Resource owner, String reason, String message) {
    return new OwnerState(
        owner, Condition.notAccepted(reason, message), List.of(), List.of(), List.of());
  }

  /** What routees are shown that ask for a certificate. */
  private @Nullable CertifiedKey backendKey(Resource gateway, List<Condition> more) {
    Tree backend = Tree.of(gateway.spec()).tree("tls").tree("backend");
    if (!backend.has("clientCertificateRef")) {
      return null;
    }
    var found =
        certificates.key(
            gateway,
            backend.tree("clientCertificateRef"),
            "InvalidClientCertificateRef",
            documents,
            grants);
    more.add(
        found.value() == null
            ? Condition.unresolved(found.reason(), found.message())
            : Condition.resolved());
    return found.value();
  }

  private static List<ListenerState> listeners(
      Resource owner, Conflicts conflicts, ListenerTlsReader tls) {
    return Listener.of(owner).stream().map(one -> listener(one, conflicts, tls)).toList();
  }

  private static ListenerState listener(
      Listener listener, Conflicts conflicts, ListenerTlsReader reader) {
    Condition conflicted = conflicts.of(listener);
    ListenerTlsReader.Read tls = reader.of(listener);
    Condition accepted;
    if (listener.protocol().isEmpty()) {
      accepted =
          Condition.notAccepted(
              "UnsupportedProtocol",
              listener.spec().text("protocol") + " is not one of HTTP, HTTPS, TLS, TCP");
    } else if (conflicted.holds()) {
      accepted = Condition.notAccepted(conflicted.reason(), conflicted.message());
    } else if (tls.nobodyVouches()) {
      accepted =
          Condition.notAccepted(
              "NoValidCACertificate", "no authority is there to vouch for callers");
    } else {
      accepted = Condition.accepted("it can be listened for");
    }
    Optional<String> strange = listener.strangeKind();
    Condition resolved =
        strange.isPresent()
            ? Condition.unresolved(
                "InvalidRouteKinds",
                "no listener for " + listener.spec().text("protocol") + " takes " + strange.get())
            : tls.wrong().isEmpty() ? Condition.resolved() : tls.wrong().getFirst();
    return new ListenerState(listener, accepted, conflicted, resolved, tls.tls());
  }

  /** What is to be listened for, once routes are attached. */
  Map<GatewayId, GatewaySpec> specs() {
    var specs = new HashMap<GatewayId, GatewaySpec>();
    for (OwnerState state : owners.values()) {
      if (state.owner().kind() != Kind.GATEWAY || !state.accepted().holds()) {
        continue;
      }
      var listeners = new ArrayList<ListenerSpec>();
      add(state, listeners);
      state.sets().forEach(set -> add(set, listeners));
      var id = new GatewayId(state.owner().metadata().namespace(), state.owner().metadata().name());
      List<String> addresses =
          Tree.of(state.owner().spec()).trees("addresses").stream()
              .map(one -> one.text("value"))
              .filter(value -> !value.isEmpty())
              .toList();
      specs.put(
          id, new GatewaySpec(id, addresses, listeners, own.get(state.owner().qualifiedName())));
    }
    return specs;
  }

  private static void add(OwnerState owner, List<ListenerSpec> listeners) {
    owner.listeners().stream()
        .filter(ListenerState::valid)
        .map(ListenerState::spec)
        .forEach(listeners::add);
  }
}
