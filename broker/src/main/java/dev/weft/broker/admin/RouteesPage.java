package dev.weft.broker.admin;

import dev.weft.broker.Broker;
import dev.weft.broker.RouteeReport;
import dev.weft.broker.eject.Degradation;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.limit.AdaptiveLimit;
import dev.weft.model.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /routees}: every routee with its probes' verdict and this broker's own judgement. */
final class RouteesPage {
  private RouteesPage() {}

  static Map<String, Object> of(Broker broker, Clock clock) {
    long nowNanos = clock.nanos();
    List<Map<String, Object>> items =
        broker.routees().stream().map(report -> item(report, clock, nowNanos)).toList();
    var page = new LinkedHashMap<String, Object>();
    page.put("revision", broker.snapshot().revision());
    page.put("routees", items);
    page.put("listenFailures", broker.listenFailures());
    return page;
  }

  private static Map<String, Object> item(RouteeReport report, Clock clock, long nowNanos) {
    Standing.State standing = report.standing();
    var item = new LinkedHashMap<String, Object>();
    item.put("service", report.routee().service().toString());
    item.put("routee", report.routee().id().toString());
    item.put("address", report.address());
    if (report.tls() != null) {
      item.put("tls", report.tls().serverName());
    }
    if (report.gateway() != null) {
      item.put("gateway", report.gateway().toString());
    }
    item.put("weight", report.routee().weight());
    item.put("verdict", report.routee().verdict().state().toString());
    item.put("evidence", report.routee().verdict().evidence());
    item.put("duty", report.routee().duty().toString());
    item.put("state", standing.phase().toString());
    item.put("errorsInARow", standing.errors());
    item.put("ejectionsInARow", standing.ejections());
    if (standing.phase() != Standing.Phase.PASSING) {
      item.put("cause", standing.cause());
    }
    if (standing.phase() == Standing.Phase.EJECTED) {
      item.put("ejectedUntil", clock.wall().plusNanos(standing.atNanos() - nowNanos).toString());
    }
    @Nullable Degradation degraded = report.degraded();
    if (degraded != null) {
      item.put("share", Math.round(degraded.share() * 1e3) / 1e3);
      item.put("degraded", degraded.cause());
    }
    item.put("ewmaMillis", Math.round(report.ewmaNanos() / 1e3) / 1e3);
    item.put("inFlight", report.inFlight());
    if (report.limit() > 0 && report.limit() < AdaptiveLimit.UNLIMITED) {
      item.put("atOnce", report.limit());
    }
    item.put("idleConnections", report.idleConnections());
    return item;
  }
}
