package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.util.List;
import java.util.Map;

/** Documents as people would send them. */
final class Documented {
  private Documented() {}

  static Resource routee(String name) {
    return routee("default", name, 8081);
  }

  static Resource routee(String namespace, String name, int port) {
    return document(
        Kind.ROUTEE,
        namespace,
        name,
        Map.of("spec", Map.of("service", "orders", "address", "127.0.0.1", "port", port)));
  }

  static Resource leased(String name, int ttlSeconds) {
    return document(
        Kind.ROUTEE,
        "default",
        name,
        Map.of(
            "spec",
            Map.of(
                "service",
                "orders",
                "address",
                "127.0.0.1",
                "port",
                8081,
                "lease",
                Map.of("ttlSeconds", ttlSeconds))));
  }

  /** A routee of the service orders that an agent's lease covers. */
  static Resource covered(String name, String agent) {
    return document(
        Kind.ROUTEE,
        "default",
        name,
        Map.of(
            "spec",
            Map.of(
                "service",
                "orders",
                "address",
                "127.0.0.1",
                "port",
                8081,
                "lease",
                Map.of("agent", agent))));
  }

  /** A leased routee as a program registers it. */
  static Resource owned(String name, String owner, int port) {
    Resource routee = leased(name, 15);
    var spec = new java.util.HashMap<String, Object>(routee.spec());
    spec.put("port", port);
    var metadata =
        new Metadata(
            "default",
            name,
            "",
            0,
            0,
            null,
            Map.of(),
            owner.isEmpty() ? Map.of() : Map.of("weft.dev/owner", owner));
    return new Resource(Kind.ROUTEE, metadata, Map.of("spec", spec), Map.of());
  }

  static Resource service(String name) {
    return document(
        Kind.SERVICE,
        "default",
        name,
        Map.of("spec", Map.of("ports", List.of(Map.of("port", 80)))));
  }

  static Resource policy(String name, String service, String requestTimeout) {
    return document(
        Kind.SERVICE_POLICY,
        "default",
        name,
        Map.of(
            "spec",
            Map.of(
                "targetRefs",
                List.of(Map.of("kind", "Service", "name", service)),
                "timeout",
                Map.of("request", requestTimeout))));
  }

  static Resource configMap(String name, String value) {
    return document(Kind.CONFIG_MAP, "default", name, Map.of("data", Map.of("key", value)));
  }

  static Resource document(Kind kind, String namespace, String name, Map<String, Object> body) {
    return new Resource(kind, Metadata.named(namespace, name), body, Map.of());
  }

  static Resource at(Resource resource, long version) {
    return Documents.withRevision(resource, version);
  }
}
