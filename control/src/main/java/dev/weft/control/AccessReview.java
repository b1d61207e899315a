package dev.weft.control;

import dev.weft.control.access.Caller;
import dev.weft.control.access.Scope;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Kind;
import dev.weft.registry.Catalog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews}: whether the caller may do
 * something, as {@code kubectl auth can-i} asks. What is asked about is made into the request that
 * would do it, and judged by the rules that judge requests, so that the two cannot differ.
 */
final class AccessReview {
  /** From the first segment on. */
  static final List<String> PATH =
      List.of("apis", "authorization.k8s.io", "v1", "selfsubjectaccessreviews");

  private static final String EVERYTHING = "*";
  private static final Map<String, String> METHODS =
      Map.of(
          "get", "GET",
          "list", "GET",
          "watch", "GET",
          "create", "POST",
          "update", "PUT",
          "patch", "PATCH",
          "delete", "DELETE",
          "deletecollection", "DELETE");
  private static final Set<String> OF_COLLECTIONS =
      Set.of("list", "watch", "create", "deletecollection");

  private final Catalog catalog;

  AccessReview(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * What came of it.
   *
   * @param reason why not; of a scope that holds for some services only, for which
   */
  private record Judgement(boolean allowed, String reason) {}

  /** What is asked about; each field may be empty, which is any. */
  private record Attributes(
      String namespace,
      String verb,
      String group,
      String version,
      String resource,
      String subresource,
      String name) {
    static Attributes of(Fields fields) {
      return new Attributes(
          fields.text("namespace", ""),
          fields.requiredText("verb"),
          fields.text("group", ""),
          fields.text("version", ""),
          fields.text("resource", ""),
          fields.text("subresource", ""),
          fields.text("name", ""));
    }

    boolean aboutEverything() {
      return List.of(verb, group, resource, subresource).contains(EVERYTHING);
    }

    /** The segments of the URL that the request would go to. */
    List<String> path() {
      String someVersion = version.isEmpty() || version.equals(EVERYTHING) ? "v1" : version;
      var path =
          new ArrayList<String>(
              group.isEmpty() ? List.of("api", someVersion) : List.of("apis", group, someVersion));
      if (!namespace.isEmpty()) {
        path.addAll(List.of("namespaces", namespace));
      }
      path.add(resource);
      if (!OF_COLLECTIONS.contains(verb) || !subresource.isEmpty()) {
        path.add(name.isEmpty() ? "any" : name);
      }
      if (!subresource.isEmpty()) {
        path.add(subresource);
      }
      return path;
    }
  }

  void answer(Call call) {
    if (!call.method().equals("POST")) {
      throw Refusal.methodNotAllowed(call.method() + " is not POST");
    }
    Map<String, Object> sent = SentDocument.tree(call, call.body());
    Judgement judgement = judge(call.caller(), sent);
    var answer = new LinkedHashMap<String, Object>();
    answer.put("kind", "SelfSubjectAccessReview");
    answer.put("apiVersion", "authorization.k8s.io/v1");
    answer.put("metadata", Map.of());
    answer.put("spec", sent.getOrDefault("spec", Map.of()));
    answer.put(
        "status",
        judgement.reason.isEmpty()
            ? Map.of("allowed", judgement.allowed)
            : Map.of("allowed", judgement.allowed, "reason", judgement.reason));
    call.sendJson(201, answer);
  }

  private Judgement judge(Caller caller, Map<String, Object> sent) {
    var fields = new Fields(sent);
    Fields spec = fields.required("spec");
    boolean ofUrl = spec.has("nonResourceAttributes");
    if (ofUrl == spec.has("resourceAttributes")) {
      spec.refuse("resourceAttributes", null, "either this or nonResourceAttributes");
    }
    Fields asked = spec.object(ofUrl ? "nonResourceAttributes" : "resourceAttributes");
    if (ofUrl) {
      String path = asked.requiredText("path");
      String verb = asked.requiredText("verb");
      fields.throwIfAny("the review");
      return ofUrl(caller, verb, path);
    }
    Attributes attributes = Attributes.of(asked);
    fields.throwIfAny("the review");
    return ofResource(caller, attributes);
  }

  private static Judgement ofUrl(Caller caller, String verb, String path) {
    if (verb.equals(EVERYTHING) || path.contains(EVERYTHING)) {
      return ofEverything(caller);
    }
    List<String> segments =
        List.of(path.split("/", -1)).stream().filter(s -> !s.isEmpty()).toList();
    Permission permission = Permission.of(verb.toUpperCase(Locale.ROOT), segments);
    return permission.scope() == Scope.REGISTER && !caller.may(Scope.ADMIN)
        ? new Judgement(false, "that depends on the routee's service: ask about the resource")
        : by(caller, permission);
  }

  private Judgement ofResource(Caller caller, Attributes asked) {
    if (asked.aboutEverything()) {
      return ofEverything(caller);
    }
    String method = METHODS.get(asked.verb);
    if (method == null) {
      return new Judgement(
          false, "nothing here does " + asked.verb + ": " + new TreeSet<>(METHODS.keySet()));
    }
    Permission permission = Permission.of(method, asked.path());
    Judgement judgement = by(caller, permission);
    return judgement.allowed && permission.scope() == Scope.REGISTER && !caller.may(Scope.ADMIN)
        ? ofOwnServices(caller, asked)
        : judgement;
  }

  /** The scope is there; it holds in one namespace for the routees of some services. */
  private Judgement ofOwnServices(Caller caller, Attributes asked) {
    String holds =
        "the token holds for routees of "
            + String.join(", ", new TreeSet<>(caller.services()))
            + " in "
            + caller.namespace();
    String service = asked.name.isEmpty() ? null : serviceOf(asked);
    boolean own = service == null || caller.services().contains(service);
    return new Judgement(own && asked.namespace.equals(caller.namespace()), holds);
  }

  /** Null if there is no such routee yet. */
  private @Nullable String serviceOf(Attributes asked) {
    return catalog
        .get(Kind.ROUTEE, asked.namespace, asked.name)
        .map(routee -> routee.spec().get("service") instanceof String service ? service : "")
        .orElse(null);
  }

  private static Judgement ofEverything(Caller caller) {
    return by(caller, Permission.OF_ADMINS);
  }

  private static Judgement by(Caller caller, Permission permission) {
    return permission.allows(caller)
        ? new Judgement(true, "")
        : new Judgement(false, permission.lack(caller));
  }
}
