package dev.weft.broker.balance;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/**
 * Weighted round robin by earliest deadline: a member is due again 1/weight after its last turn,
 * and whoever is due first is next. Turns of a heavy member are spread out rather than bunched. A
 * turn costs log₄ of the members, or nothing but a step where all weigh the same.
 *
 * <p>Each loop begins somewhere else, so that loops and brokers that begin together do not all call
 * the same member first.
 */
final class RoundRobin implements Selector {
  private static final int CHILDREN = 4;
  private static final double BEGIN_ANEW = 1e6;

  private final int count;
  private final boolean even;
  private int next;
  // A heap by when a member is due, four children to a place: half as deep as with two.
  private final int[] members;
  private final double[] due;
  private final double[] step; // by member

  /** One that begins anywhere. */
  RoundRobin(double[] weights, RandomGenerator random) {
    this(weights, random.nextInt(weights.length), random::nextDouble);
  }

  private RoundRobin(double[] weights, int next, DoubleSupplier begins) {
    count = weights.length;
    even = Arrays.stream(weights).allMatch(weight -> weight == weights[0]);
    this.next = next;
    members = new int[even ? 0 : count];
    due = new double[members.length];
    step = new double[members.length];
    for (int i = 0; i < members.length; i++) {
      step[i] = 1 / weights[i];
      due[i] = step[i] * begins.getAsDouble();
      members[i] = i;
    }
    for (int i = members.length - 1; i >= 0; i--) {
      sink(i);
    }
  }

  /** One whose turns are the same wherever the weights are. */
  static RoundRobin fromTheFirst(double[] weights) {
    return new RoundRobin(weights, 0, () -> 1);
  }

  @Override
  public int pick(long nowNanos, PickNote note) {
    note.set(PickNote.Why.TURN);
    return next();
  }

  /** It is one's turn. */
  @Override
  public double[] chances(long nowNanos) {
    double[] chances = new double[count];
    chances[even ? next : members[0]] = 1;
    return chances;
  }

  int next() {
    if (even) {
      int picked = next;
      next = picked + 1 == count ? 0 : picked + 1;
      return picked;
    }
    int first = members[0];
    if (due[0] > BEGIN_ANEW) {
      beginAnew(due[0]);
    }
    due[0] += step[first];
    sink(0);
    return first;
  }

  /** Keeps the numbers small enough to be exact. */
  private void beginAnew(double now) {
    for (int i = 0; i < count; i++) {
      due[i] -= now;
    }
  }

  private void sink(int from) {
    int place = from;
    int member = members[place];
    double when = due[place];
    for (int child = CHILDREN * place + 1; child < count; child = CHILDREN * place + 1) {
      int least = child;
      int end = Math.min(child + CHILDREN, count);
      for (int i = child + 1; i < end; i++) {
        least = due[i] < due[least] ? i : least;
      }
      if (due[least] >= when) {
        break;
      }
      members[place] = members[least];
      due[place] = due[least];
      place = least;
    }
    members[place] = member;
    due[place] = when;
  }
}
