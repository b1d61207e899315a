package dev.weft.broker.balance;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Weighted round robin by earliest deadline: a member is due again 1/weight after its last turn,
 * and whoever is due first is next. Turns of a heavy member are spread out rather than bunched. A
 * turn costs log₂ of the members, or nothing but a step where all weigh the same.
 *
 * <p>Each loop begins somewhere else, so that loops and brokers that begin together do not all call
 * the same member first.
 */
final class RoundRobin implements Selector {
  private final int count;
  private final boolean even;
  private int next;
  // A heap of members by when they are due.
  private final int[] heap;
  private final double[] due;
  private final double[] step;

  RoundRobin(double[] weights, RandomGenerator random) {
    count = weights.length;
    even = Arrays.stream(weights).allMatch(weight -> weight == weights[0]);
    next = random.nextInt(count);
    heap = new int[even ? 0 : count];
    due = new double[heap.length];
    step = new double[heap.length];
    for (int i = 0; i < heap.length; i++) {
      step[i] = 1 / weights[i];
      due[i] = step[i] * random.nextDouble();
      heap[i] = i;
    }
    for (int i = heap.length / 2 - 1; i >= 0; i--) {
      sink(i);
    }
  }

  @Override
  public int pick(long nowNanos) {
    if (even) {
      int picked = next;
      next = picked + 1 == count ? 0 : picked + 1;
      return picked;
    }
    int first = heap[0];
    if (due[first] > 1e9) {
      beginAnew(due[first]);
    }
    due[first] += step[first];
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
    int member = heap[place];
    double when = due[member];
    for (int child = 2 * place + 1; child < heap.length; child = 2 * place + 1) {
      if (child + 1 < heap.length && due[heap[child + 1]] < due[heap[child]]) {
        child++;
      }
      if (due[heap[child]] >= when) {
        break;
      }
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = member;
  }
}
