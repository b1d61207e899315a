package dev.weft.cli.route;

import dev.weft.cli.api.Tree;
import dev.weft.model.resource.Kind;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What faults on purpose change in a service's policy. Of several policies for a service the oldest
 * holds, and so that one is changed.
 *
 * @param name of the policy
 * @param document as it is to be; empty if nothing is to be done
 * @param isNew whether there was none before
 * @param deletes whether the policy is to go, as it held nothing else
 * @param words the faults from now on
 */
public record FaultChange(
    String name, Map<String, Object> document, boolean isNew, boolean deletes, String words) {
  private static final String FAULT = "fault";

  /**
   * Adds or replaces faults.
   *
   * @param policies the ServicePolicies of the namespace
   * @param delay such as {@code 200ms}; null for none
   * @param abort a status; null for none
   */
  public static FaultChange on(
      List<Map<String, Object>> policies,
      String namespace,
      String service,
      @Nullable String delay,
      @Nullable Integer abort,
      int percent) {
    var fault = new LinkedHashMap<String, Object>();
    if (delay != null) {
      fault.put("delay", Map.of("time", delay, "percent", percent + "%"));
    }
    if (abort != null) {
      fault.put("abort", Map.of("status", abort, "percent", percent + "%"));
    }
    String words =
        (delay == null ? "" : percent + " % of the calls are late by " + delay)
            + (delay != null && abort != null ? ", " : "")
            + (abort == null ? "" : percent + " % of the calls get status " + abort);
    Optional<Tree> holding = holding(policies, service);
    if (holding.isPresent()) {
      return new FaultChange(
          nameOf(holding.get()), with(holding.get(), fault), false, false, words);
    }
    String name = service + "-fault";
    var spec = new LinkedHashMap<String, Object>();
    spec.put("targetRefs", List.of(Map.of("kind", "Service", "name", service)));
    spec.put(FAULT, fault);
    var document = new LinkedHashMap<String, Object>();
    document.put("apiVersion", Kind.SERVICE_POLICY.apiVersion());
    document.put("kind", Kind.SERVICE_POLICY.kindName());
    document.put("metadata", Map.of("name", name, "namespace", namespace));
    document.put("spec", spec);
    return new FaultChange(name, document, true, false, words);
  }

  /** Takes faults away; the policy too, if it was made for them alone. */
  public static FaultChange off(List<Map<String, Object>> policies, String service) {
    Optional<Tree> holding =
        holding(policies, service).filter(policy -> policy.tree("spec").has(FAULT));
    if (holding.isEmpty()) {
      return new FaultChange("", Map.of(), false, false, "");
    }
    Tree policy = holding.get();
    boolean alone =
        nameOf(policy).equals(service + "-fault") && policy.tree("spec").fields().size() == 2;
    return new FaultChange(nameOf(policy), with(policy, null), false, alone, "none");
  }

  private static String nameOf(Tree policy) {
    return policy.tree("metadata").text("name");
  }

  private static Optional<Tree> holding(List<Map<String, Object>> policies, String service) {
    return policies.stream()
        .map(Tree::of)
        .filter(policy ->
            policy.tree("spec").trees("targetRefs").stream()
                .anyMatch(ref -> ref.text("name").equals(service)))
        .min(
            Comparator.comparing((Tree policy) -> policy.tree("metadata").text("creationTimestamp"))
                .thenComparing(FaultChange::nameOf));
  }

  private static Map<String, Object> with(Tree policy, @Nullable Map<String, Object> fault) {
    var spec = new LinkedHashMap<String, Object>();
    policy.tree("spec").fields().forEach((key, value) -> spec.put(String.valueOf(key), value));
    if (fault == null) {
      spec.remove(FAULT);
    } else {
      spec.put(FAULT, fault);
    }
    var document = new LinkedHashMap<String, Object>();
    document.put("apiVersion", Kind.SERVICE_POLICY.apiVersion());
    document.put("kind", Kind.SERVICE_POLICY.kindName());
    document.put("metadata", policy.fields().get("metadata"));
    document.put("spec", spec);
    return document;
  }
}
