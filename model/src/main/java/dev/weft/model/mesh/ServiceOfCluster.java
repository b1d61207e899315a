package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.util.List;
import java.util.Set;

/**
 * The fields of a Service that mean something in a cluster only, so that a Service written for one
 * can be applied here: those that can be left out without harm are taken, and change nothing.
 */
final class ServiceOfCluster {
  private static final Set<String> TYPES = Set.of("ClusterIP", "NodePort", "LoadBalancer");

  private ServiceOfCluster() {}

  static void check(Fields spec) {
    String type = spec.text("type", "ClusterIP");
    if (!TYPES.contains(type)) {
      spec.refuse(
          "type",
          type,
          "one of ClusterIP, NodePort, LoadBalancer (for a host outside the mesh register a routee"
              + " with its name as the address)");
    }
    String affinity = spec.text("sessionAffinity", "None");
    if (!affinity.equals("None")) {
      spec.refuse(
          "sessionAffinity",
          affinity,
          "None (for calls that stay with one routee: a ServicePolicy with RingHash or Maglev)");
    }
    spec.texts("selector");
    for (String name :
        List.of(
            "clusterIP",
            "ipFamilyPolicy",
            "internalTrafficPolicy",
            "externalTrafficPolicy",
            "trafficDistribution",
            "loadBalancerClass",
            "loadBalancerIP")) {
      spec.text(name, "");
    }
    for (String name : List.of("clusterIPs", "externalIPs", "ipFamilies")) {
      checkTexts(spec, name);
    }
    for (String name : List.of("publishNotReadyAddresses", "allocateLoadBalancerNodePorts")) {
      Object value = spec.value(name);
      if (value != null && !(value instanceof Boolean)) {
        spec.refuse(name, value, "true or false");
      }
    }
    spec.number("healthCheckNodePort", 0, 0, 65_535);
  }

  private static void checkTexts(Fields spec, String name) {
    Object value = spec.value(name);
    boolean texts =
        value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
    if (value != null && !texts) {
      spec.refuse(name, value, "a list of texts");
    }
  }
}
