package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Names;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the mesh treats a service: each part has defaults that serve without any policy.
 *
 * @param targets the services it is for; empty for the default policy
 */
public record ServicePolicy(
    List<ServiceName> targets,
    ProbePolicy probe,
    BalancePolicy balance,
    EjectPolicy eject,
    LimitPolicy limit,
    RetryPolicy retry,
    TimeoutPolicy timeout) {

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
    targets = List.copyOf(targets);
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
            targets,
            ProbePolicy.read(spec.object("probe")),
            BalancePolicy.read(spec.object("balance")),
            EjectPolicy.read(spec.object("eject")),
            LimitPolicy.read(spec.object("limit")),
            RetryPolicy.read(spec.object("retry")),
            TimeoutPolicy.read(spec.object("timeout")));
    spec.refuseUnknown();
    root.refuseUnknown();
    root.throwIfAny("ServicePolicy " + resource.qualifiedName());
    return policy;
  }

  static final Duration ONE_MILLI = Duration.ofMillis(1);
  static final Duration ONE_HOUR = Duration.ofHours(1);
}
