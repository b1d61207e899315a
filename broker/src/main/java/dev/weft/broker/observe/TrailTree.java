package dev.weft.broker.observe;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A trail as JSON and in words; the fields are in docs/design/explain.md. */
public final class TrailTree {
  private final Trail trail;
  private final Instant at;

  private TrailTree(Trail trail, Instant at) {
    this.trail = trail;
    this.at = at;
  }

  /** The tree of an exchange that has ended. */
  public static Map<String, Object> of(Trail trail, Clock clock) {
    return new TrailTree(trail, began(trail, clock)).tree();
  }

  /** When an exchange began. */
  public static Instant began(Trail trail, Clock clock) {
    return clock.wall().minusNanos(clock.nanos() - trail.beganNanos());
  }

  private Map<String, Object> tree() {
    @Nullable ServiceName service = trail.service();
    @Nullable Tracing tracing = trail.tracing();
    Outcome outcome = trail.outcome();
    var tree = new LinkedHashMap<String, Object>();
    tree.put("exchange", String.format(Locale.ROOT, "%016x", trail.id()));
    tree.put("at", at.toString());
    tree.put("caller", trail.caller());
    tree.put("from", trail.callerAddress());
    tree.put("protocol", trail.protocol());
    tree.put("method", trail.method());
    tree.put("authority", trail.authority());
    tree.put("path", trail.path());
    tree.put("queryBytes", trail.queryBytes());
    tree.put("service", service == null ? null : service.toString());
    tree.put("route", trail.route().isEmpty() ? null : trail.route());
    tree.put("routee", trail.routee() == null ? null : trail.routee().toString());
    tree.put("status", outcome.status());
    if (trail.grpcStatus() >= 0) {
      tree.put("grpcStatus", trail.grpcStatus());
    }
    tree.put("outcome", word(outcome));
    tree.put("error", outcome instanceof Outcome.Refused refused ? refused.error() : null);
    tree.put("retries", trail.retries());
    tree.put("durationMillis", millis(trail.durationNanos()));
    tree.put(
        "answerMillis",
        trail.answeredNanos() == 0 ? null : millis(trail.answeredNanos() - trail.beganNanos()));
    tree.put("waitedMillis", millis(trail.waitedNanos()));
    tree.put("bytesIn", trail.bytesIn());
    tree.put("bytesOut", trail.bytesOut());
    tree.put("trace", tracing == null ? null : tracing.traceId());
    tree.put("notable", trail.notable() == Trail.Notable.NO ? null : trail.notable().toString());
    tree.put("summary", summary());
    tree.put("tries", tries());
    return tree;
  }

  private List<Map<String, Object>> tries() {
    var tries = new ArrayList<Map<String, Object>>();
    List<FailedTry> failed = trail.failedTries();
    for (FailedTry one : failed.subList(0, Math.min(failed.size(), Trail.MOST_TRIES))) {
      Map<String, Object> tree = one(one.routee(), one.pick(), one.opened(), one.beganNanos());
      tree.put("tookMillis", millis(one.tookNanos()));
      tree.put("outcome", one.error());
      tree.put("detail", one.detail());
      tree.put("next", one.next());
      tries.add(tree);
    }
    @Nullable RouteeId last = trail.routee();
    if (last != null && lastIsNotAmongTheFailed()) {
      Map<String, Object> tree =
          one(last, trail.picked().words(), trail.picked().opened(), trail.triedNanos());
      long end =
          trail.answeredNanos() == 0
              ? trail.beganNanos() + trail.durationNanos()
              : trail.answeredNanos();
      tree.put("tookMillis", millis(end - trail.triedNanos()));
      tree.put("outcome", word(trail.outcome()));
      tree.put("status", trail.outcome().status());
      if (!trail.next().isEmpty()) {
        tree.put("next", trail.next());
      }
      tries.add(tree);
    }
    return tries;
  }

  /** A try that failed for good is listed as such; one that became the answer is not. */
  private boolean lastIsNotAmongTheFailed() {
    return trail.failedTries().isEmpty() || trail.failedTries().getLast().followed();
  }

  private Map<String, Object> one(RouteeId routee, String pick, boolean opened, long beganNanos) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("routee", routee.toString());
    tree.put("reason", pick);
    tree.put("atMillis", millis(beganNanos - trail.beganNanos()));
    tree.put("connection", opened ? "opened" : "kept");
    return tree;
  }

  private String summary() {
    var said = new StringBuilder();
    String took = String.format(Locale.ROOT, "%.1f ms", trail.durationNanos() / 1e6);
    said.append(
        switch (trail.outcome()) {
          case Outcome.Answered(int status) -> trail.routee() + " answered " + status;
          case Outcome.Spliced() -> "a connection to " + trail.routee() + " ended";
          case Outcome.Refused(int status, String error) ->
              "the broker answered " + status + " (" + error + ")";
          case Outcome.Cut(int status) ->
              "the answer " + status + " of " + trail.routee() + " broke off";
          case Outcome.CallerLeft() -> "the caller left before the end";
        });
    said.append(" after ").append(took);
    if (trail.waitedNanos() > 0) {
      said.append(
          String.format(
              Locale.ROOT,
              ", of which it waited %.1f ms before it was sent",
              trail.waitedNanos() / 1e6));
    }
    for (FailedTry one : trail.failedTries()) {
      said.append("; before that ").append(one.routee()).append(": ");
      said.append(one.error().replace('_', ' ')).append(" (").append(one.next()).append(')');
    }
    if (!trail.next().isEmpty()) {
      said.append("; ").append(trail.next());
    }
    if (trail.routee() != null && !trail.picked().words().isEmpty()) {
      said.append("; ").append(trail.routee()).append(" was ").append(trail.picked().words());
    }
    return said.toString();
  }

  /** An outcome in one word. */
  public static String word(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answered _ -> "answered";
      case Outcome.Spliced _ -> "spliced";
      case Outcome.Refused _ -> "refused";
      case Outcome.Cut _ -> "cut";
      case Outcome.CallerLeft _ -> "caller left";
    };
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }
}
