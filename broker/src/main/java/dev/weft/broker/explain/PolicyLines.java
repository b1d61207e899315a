package dev.weft.broker.explain;

import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.FaultPolicy;
import dev.weft.model.mesh.PriorityTier;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.resource.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The policy in force, value by value, with where each comes from. */
final class PolicyLines {
  private final ServicePolicy policy;
  private final List<Map<String, Object>> lines = new ArrayList<>();

  private PolicyLines(ServicePolicy policy) {
    this.policy = policy;
  }

  static List<Map<String, Object>> of(ServicePolicy policy) {
    var made = new PolicyLines(policy);
    made.balance(policy.balance());
    made.add("eject.consecutiveErrors", policy.eject().consecutiveErrors());
    made.add("eject.baseTime", policy.eject().baseTime());
    made.add("eject.maxTime", policy.eject().maxTime());
    made.add("eject.maxEjected", policy.eject().maxEjectedPercent() + "%");
    made.add("limit.maxConnections", policy.limit().maxConnections());
    made.add("limit.maxPending", policy.limit().maxPending());
    int requests = policy.limit().maxRequests();
    made.add("limit.maxRequests", requests == 0 ? "adapts to each routee" : requests);
    made.add("retry.attempts", policy.retry().attempts());
    made.add("retry.budget.ratio", policy.retry().budgetPercent() + "%");
    made.add("retry.budget.minPerSecond", policy.retry().budgetMinPerSecond());
    made.add("retry.hedge", policy.retry().hedge());
    made.add("timeout.connect", policy.timeout().connect());
    made.add("timeout.request", policy.timeout().request());
    made.add("timeout.idle", policy.timeout().idle());
    Duration perTry = policy.timeout().perTry();
    made.add("timeout.perTry", perTry.isZero() ? "adapts to the service's latency" : perTry);
    if (!policy.fault().delay().isZero()) {
      made.add("fault.delay.time", policy.fault().delay());
      made.add("fault.delay.percent", policy.fault().delayPercent() + "%");
    }
    if (policy.fault().abortStatus() > 0) {
      made.add("fault.abort.status", policy.fault().abortStatus());
      made.add("fault.abort.percent", policy.fault().abortPercent() + "%");
    }
    made.fault(policy.fault());
    return made.lines;
  }

  private void balance(BalancePolicy balance) {
    add("balance.algorithm", balance.algorithm());
    add("balance.panicThreshold", balance.panicThresholdPercent() + "%");
    add("balance.slowStart", balance.slowStart());
    add("balance.zones", balance.zones());
    addIfAny("balance.hashOn", balance.hashOn());
    addIfAny("balance.affinity", balance.affinity());
    addIfAny("balance.fallback", balance.fallback());
    if (!balance.priorities().isEmpty()) {
      add(
          "balance.priorities",
          balance.priorities().stream().map(PriorityTier::toString).toList().toString());
    }
  }

  private void fault(FaultPolicy fault) {
    if (fault.abortStatus() > 0) {
      add("fault.abort.status", fault.abortStatus());
      add("fault.abort.percent", fault.abortPercent() + "%");
    }
    if (!fault.delay().isZero()) {
      add("fault.delay.time", fault.delay());
      add("fault.delay.percent", fault.delayPercent() + "%");
    }
  }

  /** What is done to calls on purpose, as the end of a sentence; empty if nothing is. */
  static String onPurpose(ServicePolicy policy) {
    FaultPolicy fault = policy.fault();
    var said = new StringBuilder();
    if (fault.abortStatus() > 0) {
      said.append("; on purpose, ").append(fault.abortPercent());
      said.append(" % of the calls are answered ").append(fault.abortStatus());
    }
    if (!fault.delay().isZero()) {
      said.append("; on purpose, ").append(fault.delayPercent()).append(" % of the calls wait ");
      said.append(Fields.show(fault.delay()));
    }
    return said.isEmpty()
        ? ""
        : said.append(" (ServicePolicy ").append(policy.name()).append(')').toString();
  }

  private void addIfAny(String field, @Nullable Object value) {
    if (value != null) {
      add(field, value);
    }
  }

  private void add(String field, Object value) {
    var line = new LinkedHashMap<String, Object>();
    line.put("field", field);
    line.put(
        "value",
        switch (value) {
          case Duration time -> Fields.show(time);
          case Integer number -> number;
          default -> value.toString();
        });
    line.put("from", isWritten(field) ? "ServicePolicy " + policy.name() : "default");
    lines.add(line);
  }

  private boolean isWritten(String field) {
    return policy.written().contains(field)
        || policy.written().stream().anyMatch(one -> one.startsWith(field + "."));
  }
}
