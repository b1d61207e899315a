package dev.weft.registry.alert.send;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.registry.alert.Alert;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Alerts in the two formats of Prometheus' Alertmanager: what it posts to webhooks (version 4), and
 * what it takes at {@code /api/v2/alerts}. Pure functions.
 */
final class AlertPayload {
  private static final String NO_TIME = "0001-01-01T00:00:00Z";

  private AlertPayload() {}

  static Map<String, String> labels(Alert alert) {
    var labels = new LinkedHashMap<String, String>();
    labels.put("alertname", alert.rule().title());
    labels.put("namespace", alert.namespace());
    ServiceName service = alert.service();
    if (service != null) {
      labels.put("service", service.name());
    }
    RouteeId routee = alert.routee();
    if (routee != null) {
      labels.put("routee", routee.name());
    }
    if (service == null && routee == null) {
      labels.put("subject", alert.subject());
    }
    labels.put("severity", alert.rule().severity().name().toLowerCase(Locale.ROOT));
    return labels;
  }

  private static Map<String, String> annotations(Alert alert) {
    var annotations = new LinkedHashMap<String, String>();
    annotations.put("summary", alert.message());
    annotations.put("description", alert.message() + "; " + alert.rule().done());
    return annotations;
  }

  /** What is posted to a webhook. */
  static Map<String, Object> webhook(AlertGroups.Batch batch, URI page) {
    List<Alert> alerts = batch.alerts();
    var shown = new ArrayList<Object>();
    for (Alert alert : alerts) {
      var tree = new LinkedHashMap<String, Object>();
      Instant ends = alert.endsAt();
      tree.put("status", status(alert.firing()));
      tree.put("labels", labels(alert));
      tree.put("annotations", annotations(alert));
      tree.put("startsAt", alert.startsAt().toString());
      tree.put("endsAt", ends == null ? NO_TIME : ends.toString());
      tree.put("generatorURL", page.toString());
      tree.put("fingerprint", alert.fingerprint());
      shown.add(tree);
    }
    Map<String, String> group =
        batch.service().isEmpty()
            ? Map.of()
            : common(alerts.stream().map(AlertPayload::serviceLabels).toList());
    var tree = new LinkedHashMap<String, Object>();
    tree.put("version", "4");
    tree.put("groupKey", "{}:{service=\"" + batch.service() + "\"}");
    tree.put("truncatedAlerts", 0);
    tree.put("status", status(alerts.stream().anyMatch(Alert::firing)));
    tree.put("receiver", "webhook");
    tree.put("groupLabels", group);
    tree.put("commonLabels", common(alerts.stream().map(AlertPayload::labels).toList()));
    tree.put("commonAnnotations", common(alerts.stream().map(AlertPayload::annotations).toList()));
    tree.put("externalURL", page.toString());
    tree.put("alerts", shown);
    return tree;
  }

  private static Map<String, String> serviceLabels(Alert alert) {
    Map<String, String> labels = labels(alert);
    labels.keySet().retainAll(List.of("namespace", "service"));
    return labels;
  }

  private static String status(boolean firing) {
    return firing ? "firing" : "resolved";
  }

  private static Map<String, String> common(List<Map<String, String>> all) {
    var common = new LinkedHashMap<String, String>(all.getFirst());
    all.forEach(one -> common.entrySet().retainAll(one.entrySet()));
    return common;
  }

  /**
   * What an Alertmanager takes.
   *
   * @param until after which one that fires counts as over unless it is sent again
   */
  static List<Object> alertmanager(List<Alert> alerts, Instant until, URI page) {
    var shown = new ArrayList<Object>();
    for (Alert alert : alerts) {
      Instant ends = alert.endsAt();
      var tree = new LinkedHashMap<String, Object>();
      tree.put("labels", labels(alert));
      tree.put("annotations", annotations(alert));
      tree.put("startsAt", alert.startsAt().toString());
      tree.put("endsAt", (ends == null ? until : ends).toString());
      tree.put("generatorURL", page.toString());
      shown.add(tree);
    }
    return shown;
  }
}
