package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Names;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the mesh treats a service: each part has defaults that serve without any policy.
 *
 * @param name of the resource; empty for the default policy
 * @param written the fields that the resource gives, such as {@code balance.algorithm}; all others
 *     have their defaults
 * @param targets the services it is for; empty for the default policy
 */
public record ServicePolicy(
    String name,
    Set<String> written,
    List<ServiceName> targets,
    ProbePolicy probe,
    BalancePolicy balance,
    EjectPolicy eject,
    LimitPolicy limit,
    RetryPolicy retry,
    TimeoutPolicy timeout,
    FaultPolicy fault) {

  /** What a service without a policy of its own gets. */
  public static final ServicePolicy DEFAULT =
      new ServicePolicy(
          List.of(),
          ProbePolicy.DEFAULT,
          BalancePolicy.DEFAULT,
          EjectPolicy.DEFAULT,
          LimitPolicy.DEFAULT,
          RetryPolicy.DEFAULT,
          TimeoutPolicy.DEFAULT);

  public ServicePolicy {
    written = Set.copyOf(written);
    targets = List.copyOf(targets);
  }

  /** A policy that no resource is known of. */
  public ServicePolicy(
      List<ServiceName> targets,
      ProbePolicy probe,
      BalancePolicy balance,
      EjectPolicy eject,
      LimitPolicy limit,
      RetryPolicy retry,
      TimeoutPolicy timeout) {
    this("", Set.of(), targets, probe, balance, eject, limit, retry, timeout, FaultPolicy.NONE);
  }

  /**
   * Reads a ServicePolicy document.
   *
   * @throws InvalidResourceException naming every field that is wrong
   */
  public static ServicePolicy fromResource(Resource resource) {
    var root = new Fields(resource.body());
    Fields spec = root.required("spec");
    var targets = new ArrayList<ServiceName>();
    List<Fields> refs = spec.objects("targetRefs");
    for (Fields ref : refs) {
      String kind = ref.text("kind", "Service");
      if (!kind.equals("Service")) {
        ref.refuse("kind", kind, "Service");
      }
      String group = ref.text("group", "");
      if (!group.isEmpty()) {
        ref.refuse("group", group, "empty: a Service is of the core group");
      }
      String name = ref.requiredText("name");
      if (!name.isEmpty() && !Names.isLabel(name)) {
        ref.refuse("name", name, Names.LABEL_RULE);
      }
      targets.add(new ServiceName(resource.metadata().namespace(), name));
      ref.refuseUnknown();
    }
    if (refs.isEmpty()) {
      spec.refuse("targetRefs", null, "a list of at least one {kind: Service, name: …}");
    }
    var policy =
        new ServicePolicy(
            resource.metadata().name(),
            fieldsOf(resource.spec()),
            targets,
            ProbePolicy.read(spec.object("probe")),
            BalancePolicy.read(spec.object("balance")),
            EjectPolicy.read(spec.object("eject")),
            LimitPolicy.read(spec.object("limit")),
            RetryPolicy.read(spec.object("retry")),
            TimeoutPolicy.read(spec.object("timeout")),
            FaultPolicy.read(spec.object("fault")));
    spec.refuseUnknown();
    root.refuseUnknown();
    root.throwIfAny("ServicePolicy " + resource.qualifiedName());
    return policy;
  }

  /** The names of what stands in a spec, down to the values. */
  private static Set<String> fieldsOf(Map<String, Object> spec) {
    var fields = new HashSet<String>();
    addFields("", spec, fields);
    return fields;
  }

  private static void addFields(String under, Map<?, ?> tree, Set<String> fields) {
    tree.forEach((name, value) -> {
      if (value instanceof Map<?, ?> deeper) {
        addFields(under + name + ".", deeper, fields);
      } else if (!name.equals("targetRefs")) {
        fields.add(under + name);
      }
    });
  }

  static final Duration ONE_MILLI = Duration.ofMillis(1);
  static final Duration ONE_HOUR = Duration.ofHours(1);
}
