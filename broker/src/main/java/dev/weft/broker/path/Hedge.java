package dev.weft.broker.path;

import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.DestinationLane;
import dev.weft.model.mesh.RetryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The second try of an exchange that runs beside the first, at another routee: whichever answers
 * first is the answer, the other is cancelled (Dean and Barroso, "The Tail at Scale", 2013). At
 * most one for each exchange, of calls that may be carried out twice, with the whole request at
 * hand, and paid for like a retry.
 *
 * <p>A first try that is outrun counts against its routee like one that failed: hedges would
 * otherwise hide a routee that no longer answers.
 */
final class Hedge {
  private static final String OUTRUN = "outrun";

  private final Exchange exchange;
  private boolean used;
  private @Nullable Attempt second;

  Hedge(Exchange exchange) {
    this.exchange = exchange;
  }

  /** When to begin one beside a try that is sent now; {@link Deadline#NEVER} for not at all. */
  long dueNanos(long nowNanos) {
    DestinationLane lane = exchange.lane();
    if (used
        || lane.destination().policy().retry().hedge() == RetryPolicy.Hedge.NEVER
        || !exchange.head().method().idempotent()
        || exchange.head().tunnel()) {
      return Deadline.NEVER;
    }
    long wait = lane.tryTimeout().p95Nanos(nowNanos);
    return wait == 0 ? Deadline.NEVER : nowNanos + wait;
  }

  /** Whether one may begin beside this try, which is as good as begun then. */
  boolean mayBegin(Attempt first, long nowNanos) {
    if (used
        || first.answered()
        || !exchange.body().complete()
        || !exchange.tries().couldFollow(exchange, first, nowNanos)) {
      return false;
    }
    used = true;
    return true;
  }

  void began(Attempt attempt) {
    second = attempt;
  }

  /** Whether this is it, and under way. */
  boolean is(Attempt one) {
    return second == one;
  }

  /** Whether two tries are under way. */
  boolean runs() {
    return second != null;
  }

  /**
   * One of the tries has failed: whether there is another that goes on.
   *
   * @param error in a word
   * @param detail for people
   */
  boolean goesOnWithout(Attempt failed, String error, String detail, long nowNanos) {
    @Nullable Attempt other = second;
    if (other == null) {
      return false;
    }
    second = null;
    exchange.tries().avoid(failed.routee());
    if (failed != other) {
      exchange.sighting().tryFailed(error, detail, true, "the try beside it goes on", nowNanos);
      exchange.sighting().picked().hedge();
      exchange.attempt(other);
      if (other.connected()) {
        exchange.startTryDeadline(other.beganNanos());
      }
    }
    return true;
  }

  /** One of the tries answers: the other, if there is one, is cancelled. */
  void won(Attempt winner, long nowNanos) {
    @Nullable Attempt other = second;
    if (other == null) {
      return;
    }
    second = null;
    if (winner == other) {
      @Nullable Attempt first = exchange.attempt();
      exchange
          .sighting()
          .tryFailed(
              OUTRUN,
              "a hedge was answered sooner",
              true,
              "given up, as the try beside it was answered sooner",
              nowNanos);
      exchange.sighting().picked().hedge();
      exchange.attempt(winner);
      if (first != null) {
        first.outrun(nowNanos);
      }
    } else {
      other.dropped(nowNanos);
    }
  }

  /** The exchange has ended. */
  void end(long nowNanos) {
    if (second != null) {
      second.dropped(nowNanos);
      second = null;
    }
  }
}
