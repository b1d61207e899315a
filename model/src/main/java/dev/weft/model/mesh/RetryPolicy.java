package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;

/**
 * When a call is tried again on another routee.
 *
 * @param attempts tries after the first: 0 to 10
 * @param budgetPercent retries allowed per hundred calls
 * @param budgetMinPerSecond retries allowed each second whatever the traffic
 * @param hedge when a call that is still unanswered is tried beside, too
 */
public record RetryPolicy(int attempts, int budgetPercent, int budgetMinPerSecond, Hedge hedge) {
  public static final RetryPolicy DEFAULT = new RetryPolicy(2, 20, 10);

  /** When a second try runs beside the first, of which the first to answer counts. */
  public enum Hedge {
    NEVER("Never"),
    /** When 95 of 100 answers of the service would have begun. */
    P95("P95");

    private final String word;

    Hedge(String word) {
      this.word = word;
    }

    /** As written in resources. */
    @Override
    public String toString() {
      return word;
    }
  }

  /** Without hedges. */
  public RetryPolicy(int attempts, int budgetPercent, int budgetMinPerSecond) {
    this(attempts, budgetPercent, budgetMinPerSecond, Hedge.NEVER);
  }

  static RetryPolicy read(Fields fields) {
    Fields budget = fields.object("budget");
    var policy =
        new RetryPolicy(
            (int) fields.number("attempts", DEFAULT.attempts, 0, 10),
            budget.percent("ratio", DEFAULT.budgetPercent),
            (int) budget.number("minPerSecond", DEFAULT.budgetMinPerSecond, 0, 100_000),
            fields.choice("hedge", DEFAULT.hedge, Hedge.class));
    budget.refuseUnknown();
    fields.refuseUnknown();
    return policy;
  }
}
