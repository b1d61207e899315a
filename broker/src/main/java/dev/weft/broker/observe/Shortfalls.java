package dev.weft.broker.observe;

import java.util.concurrent.atomic.LongAdder;

/**
 * What calls to one service had to do without, counted since that was last asked for. Safe on any
 * thread; a call that lacks nothing touches nothing here.
 */
public final class Shortfalls {
  private final LongAdder shed = new LongAdder();
  private final LongAdder fallbacks = new LongAdder();
  private final LongAdder panics = new LongAdder();
  private final LongAdder retries = new LongAdder();

  /**
   * So many in a while.
   *
   * @param shed calls that were refused as there was no room for them
   * @param fallbacks calls that another service took, as no routee passed
   * @param panics tries that went to any routee, as too few passed
   * @param retries tries that were not made as the retry budget was spent
   */
  public record Taken(long shed, long fallbacks, long panics, long retries) {
    /** Both together. */
    public Taken plus(Taken other) {
      return new Taken(
          shed + other.shed,
          fallbacks + other.fallbacks,
          panics + other.panics,
          retries + other.retries);
    }

    /** Whether nothing lacked. */
    public boolean none() {
      return shed == 0 && fallbacks == 0 && panics == 0 && retries == 0;
    }
  }

  /** There was no room for a call. */
  public void shed() {
    shed.increment();
  }

  /** Another service takes a call. */
  public void fellBack() {
    fallbacks.increment();
  }

  /** A routee was picked among all, whatever is held of them. */
  public void panicked() {
    panics.increment();
  }

  /** A try had to be the last for want of budget. */
  public void noRetry() {
    retries.increment();
  }

  /** Hands over what there is, and begins anew. */
  public Taken take() {
    return new Taken(
        shed.sumThenReset(),
        fallbacks.sumThenReset(),
        panics.sumThenReset(),
        retries.sumThenReset());
  }
}
