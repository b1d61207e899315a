package dev.weft.broker.path;

import dev.weft.broker.lane.DestinationLane;
import dev.weft.broker.lane.RouteeLane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The tries of one exchange, and whether there may be another.
 *
 * <ul>
 *   <li>A try of which no byte was written may follow for any method, costs no budget, and happens
 *       at most once per routee, and where there is no other once more to the same. A call that a
 *       routee says it has not looked at may follow further, for a token of the budget each time:
 *       every connection that a routee leaves disowns some, and one call may meet several such.
 *   <li>A kept connection that had been closed meanwhile gives an idempotent call one more try, on
 *       a new connection, at no cost.
 *   <li>Any other failure costs an idempotent call one of its attempts and a token of the service's
 *       budget.
 *   <li>Never without the whole body so far at hand, and never to the same routee while there is
 *       another.
 * </ul>
 */
final class Tries {
  private static final int MOST_UNPROCESSED = 16;

  private final Hedge hedge;
  private List<RouteeLane> avoided = List.of();
  private int charged;
  private int free;
  private boolean stale;
  private int again; // of tries that had sent nothing, once there was no other routee
  private String next = "";

  Tries(Exchange exchange) {
    hedge = new Hedge(exchange);
  }

  /** The try beside the one that the exchange is on. */
  Hedge hedge() {
    return hedge;
  }

  /** Who is not to be picked again. */
  Collection<RouteeLane> avoided() {
    return avoided;
  }

  /** Whether the next try should open a connection of its own. */
  boolean wantsFresh() {
    return stale;
  }

  /** Another service takes the call: whom it was tried with says nothing there. */
  void anew() {
    avoided = List.of();
    stale = false;
  }

  /** Tries after the first. */
  int retries() {
    return charged + free;
  }

  /** Why the last decision fell as it did, in words. */
  String next() {
    return next;
  }

  /** Decides whether an answer that is a failure is given up for another try. */
  boolean givesUp(Exchange exchange, Attempt one, int status) {
    long nowNanos = exchange.loop().nowNanos();
    if (!mayFollow(exchange, one, TryFailure.UNAVAILABLE, nowNanos)) {
      exchange.sighting().keptAnswer(next);
      return false;
    }
    String detail = one.routee().name() + " answered " + status;
    exchange.sighting().tryFailed("status_" + status, detail, true, next, nowNanos);
    return true;
  }

  /** Decides whether another try may follow, and if so takes note of it. */
  boolean mayFollow(Exchange exchange, Attempt last, TryFailure failure, long nowNanos) {
    DestinationLane lane = exchange.lane();
    if (!exchange.body().replayable()) {
      return no("not tried again: too much of its body has gone by to send it again");
    }
    if (exchange.timeIsUp(nowNanos)) {
      return no("not tried again: the call's time is up");
    }
    boolean firstStale = failure == TryFailure.STALE && !stale;
    if (!firstStale && !elsewhere(lane, last, failure, nowNanos)) {
      return no("not tried again: there is no other routee to try");
    }
    if (failure.unsent()) {
      free++;
      return yes("tried again, as nothing of it had been sent");
    }
    if (!exchange.head().method().idempotent()) {
      return no("not tried again: its method is not idempotent, and the routee may have acted");
    }
    if (firstStale) {
      stale = true;
      free++;
      return yes("tried again on a new connection, as the kept one had been closed");
    }
    if (charged >= lane.destination().policy().retry().attempts()) {
      return no("not tried again: its attempts are used up");
    }
    if (!lane.destination().memory().budget().take(nowNanos)) {
      lane.shortfalls().noRetry();
      return no("not tried again: the service's retry budget is spent");
    }
    charged++;
    return yes("tried again elsewhere, by a token of the service's retry budget");
  }

  private boolean yes(String why) {
    next = why;
    return true;
  }

  private boolean no(String why) {
    next = why;
    return false;
  }

  /** Whether a try that has not failed yet should be given up for one elsewhere. */
  boolean couldFollow(Exchange exchange, Attempt current, long nowNanos) {
    DestinationLane lane = exchange.lane();
    return exchange.head().method().idempotent()
        && exchange.body().replayable()
        && charged < lane.destination().policy().retry().attempts()
        && lane.hasRoomElsewhere(with(current.routee()))
        && lane.destination().memory().budget().hasToken(nowNanos);
  }

  private boolean elsewhere(DestinationLane lane, Attempt last, TryFailure failure, long nowNanos) {
    List<RouteeLane> next = with(last.routee());
    if (lane.hasOther(next)) {
      avoided = next;
      return true;
    }
    if (failure.sameRouteeMayDo() && mayRepeat(lane, failure, nowNanos)) {
      avoided = List.of();
      return lane.hasOther(avoided);
    }
    return false;
  }

  private boolean mayRepeat(DestinationLane lane, TryFailure failure, long nowNanos) {
    if (!failure.unsent() || again++ == 0) {
      return true;
    }
    return failure == TryFailure.NOT_PROCESSED
        && again <= MOST_UNPROCESSED
        && lane.destination().memory().budget().take(nowNanos);
  }

  /** Takes note of a try that runs beside another, and pays for it; false if it cannot. */
  boolean payHedge(Exchange exchange, long nowNanos) {
    if (!exchange.lane().destination().memory().budget().take(nowNanos)) {
      return false;
    }
    charged++;
    return true;
  }

  /** It is not to be picked again. */
  void avoid(RouteeLane routee) {
    avoided = with(routee);
  }

  /** Who is not to be picked beside a try at this routee. */
  List<RouteeLane> with(RouteeLane routee) {
    var more = new ArrayList<>(avoided);
    more.add(routee);
    return more;
  }
}
