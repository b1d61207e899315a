package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;

/**
 * When a call is tried again on another routee.
 *
 * @param attempts tries after the first: 0 to 10
 * @param budgetPercent retries allowed per hundred calls
 * @param budgetMinPerSecond retries allowed each second whatever the traffic
 */
public record RetryPolicy(int attempts, int budgetPercent, int budgetMinPerSecond) {
  public static final RetryPolicy DEFAULT = new RetryPolicy(2, 20, 10);

  static RetryPolicy read(Fields fields) {
    Fields budget = fields.object("budget");
    var policy =
        new RetryPolicy(
            (int) fields.number("attempts", DEFAULT.attempts, 0, 10),
            budget.percent("ratio", DEFAULT.budgetPercent),
            (int) budget.number("minPerSecond", DEFAULT.budgetMinPerSecond, 0, 100_000));
    budget.refuseUnknown();
    fields.refuseUnknown();
    return policy;
  }
}
