package dev.weft.control;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.MeshEvent;
import dev.weft.registry.alert.Alert;
import dev.weft.registry.event.RecordedEvent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event or an alert as clients see it.
 *
 * @param gone whether it is no longer there, as an alert that is over
 * @param number its resourceVersion
 */
record RecordedItem(long number, boolean gone, Map<String, Object> tree) {

  static RecordedItem of(RecordedEvent recorded) {
    MeshEvent event = recorded.event();
    ServiceName service = event.service();
    RouteeId routee = event.routee();
    String namespace =
        routee != null
            ? routee.namespace()
            : service != null ? service.namespace() : ServiceName.DEFAULT_NAMESPACE;
    String at = event.at().toString();
    var tree =
        tree(RecordKind.EVENT, "event-" + recorded.number(), namespace, at, recorded.number());
    tree.put("at", at);
    tree.put("severity", word(event.severity()));
    tree.put("reason", event.reason());
    putNames(tree, service, routee);
    tree.put("source", event.source());
    tree.put("message", event.message());
    return new RecordedItem(recorded.number(), false, tree);
  }

  static RecordedItem of(Alert alert) {
    String startsAt = alert.startsAt().toString();
    var tree = tree(RecordKind.ALERT, alert.name(), alert.namespace(), startsAt, alert.number());
    tree.put("alert", alert.rule().title());
    tree.put("severity", word(alert.rule().severity()));
    tree.put("subject", alert.subject());
    putNames(tree, alert.service(), alert.routee());
    tree.put("startsAt", startsAt);
    if (alert.endsAt() != null) {
      tree.put("endsAt", alert.endsAt().toString());
    }
    tree.put("message", alert.message());
    tree.put("action", alert.rule().done());
    tree.put("fingerprint", alert.fingerprint());
    return new RecordedItem(alert.number(), !alert.firing(), tree);
  }

  private static Map<String, Object> tree(
      RecordKind kind, String name, String namespace, String created, long number) {
    var metadata = new LinkedHashMap<String, Object>();
    metadata.put("name", name);
    metadata.put("namespace", namespace);
    metadata.put("creationTimestamp", created);
    metadata.put("resourceVersion", Long.toString(number));
    var tree = new LinkedHashMap<String, Object>();
    tree.put("apiVersion", RecordKind.API_VERSION);
    tree.put("kind", kind.kindName());
    tree.put("metadata", metadata);
    return tree;
  }

  private static void putNames(
      Map<String, Object> tree, @Nullable ServiceName service, @Nullable RouteeId routee) {
    if (service != null) {
      tree.put("service", service.name());
    }
    if (routee != null) {
      tree.put("routee", routee.name());
    }
  }

  private static String word(MeshEvent.Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /** A field of its own or of its metadata; empty where it has none. */
  String field(String name) {
    Object value =
        name.startsWith("metadata.") && tree.get("metadata") instanceof Map<?, ?> metadata
            ? metadata.get(name.substring("metadata.".length()))
            : tree.get(name);
    return value instanceof String text ? text : "";
  }
}
