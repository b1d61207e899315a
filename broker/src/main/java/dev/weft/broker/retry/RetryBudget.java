package dev.weft.broker.retry;

import dev.weft.model.mesh.RetryPolicy;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket over time. Each call pays in its share, each retry takes one token; a quiet
 * service is topped up to its minimum each second. So a burst of failures is absorbed and a steady
 * storm stays within the ratio. Safe on any thread.
 */
public final class RetryBudget {
  private static final long TOKEN = 1000;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long LEAST_CAP_TOKENS = 100;
  private static final long CAP_SECONDS = 10;

  private final AtomicLong tokens = new AtomicLong();
  private final AtomicLong paidThisSecond = new AtomicLong();
  private final AtomicLong secondBegan;
  private volatile RetryPolicy policy;

  public RetryBudget(RetryPolicy policy, long nowNanos) {
    this.policy = policy;
    secondBegan = new AtomicLong(nowNanos);
    tokens.set(policy.budgetMinPerSecond() * TOKEN);
  }

  public void configure(RetryPolicy newPolicy) {
    policy = newPolicy;
  }

  /** A call came in. */
  public void called(long nowNanos) {
    topUp(nowNanos);
    long share = policy.budgetPercent() * TOKEN / 100;
    paidThisSecond.addAndGet(share);
    if (tokens.get() < cap()) {
      tokens.addAndGet(share);
    }
  }

  /** How many retries would be granted at once, as of the last call or retry; changes nothing. */
  public double left() {
    return tokens.get() / (double) TOKEN;
  }

  /** Whether a retry would be granted now. */
  public boolean hasToken(long nowNanos) {
    topUp(nowNanos);
    return tokens.get() >= TOKEN;
  }

  /** Takes a token for one retry; false if there is none. */
  public boolean take(long nowNanos) {
    topUp(nowNanos);
    long left = tokens.get();
    while (left >= TOKEN) {
      if (tokens.compareAndSet(left, left - TOKEN)) {
        return true;
      }
      left = tokens.get();
    }
    return false;
  }

  private void topUp(long nowNanos) {
    long began = secondBegan.get();
    if (nowNanos - began < SECOND_NANOS || !secondBegan.compareAndSet(began, nowNanos)) {
      return;
    }
    long seconds = Math.min(CAP_SECONDS, (nowNanos - began) / SECOND_NANOS);
    long least = policy.budgetMinPerSecond() * TOKEN * seconds;
    long missing = least - paidThisSecond.getAndSet(0);
    if (missing > 0) {
      tokens.updateAndGet(left -> Math.max(left, Math.min(cap(), left + missing)));
    }
  }

  private long cap() {
    return TOKEN * Math.max(LEAST_CAP_TOKENS, CAP_SECONDS * policy.budgetMinPerSecond());
  }
}
