package dev.weft.broker.balance;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Consistent hashing on a ring (Karger et al., "Consistent Hashing and Random Trees", STOC 1997;
 * many points per member as in ketama): a key belongs to the member of the first point at or after
 * it. When one of n members leaves, its 1/n of the keys move and no others.
 *
 * <p>A member has some 256 to 512 points, so that shares differ by about a twentieth (standard
 * deviation); from about 500 members on fewer, as the ring is bounded. Points per unit of weight go
 * by powers of two, or they would move with every change of the average weight.
 */
final class Ring implements HashTable {
  private static final int POINTS_PER_MEMBER = 256;
  private static final int MOST_POINTS = 1 << 18;

  /** Where the points are, in order, from 0 to 2³¹ − 1. */
  private final int[] places;

  /** Whose each point is. */
  private final int[] members;

  /** For each value of a place's upper bits, the first point at or after it. */
  private final int[] starts;

  private final int shift;

  Ring(List<String> names, int[] weights) {
    double scale = scale(weights);
    int count = 0;
    for (int weight : weights) {
      count += pointsOf(weight, scale);
    }
    long[] points = new long[count];
    int at = 0;
    for (int i = 0; i < weights.length; i++) {
      long name = Hash.of(names.get(i));
      for (int k = pointsOf(weights[i], scale); k > 0; k--) {
        points[at++] = (Hash.again(name, k) >>> 33 << 32) | i; // a bit less, for the sign
      }
    }
    Arrays.sort(points);
    places = new int[count];
    members = new int[count];
    for (int i = 0; i < count; i++) {
      places[i] = (int) (points[i] >>> 32);
      members[i] = (int) points[i];
    }
    // Some four to a start: they lie in one line of the cache, and the starts stay few.
    int bits = Math.max(1, 30 - Integer.numberOfLeadingZeros(count));
    shift = 31 - bits;
    starts = new int[1 << bits];
    int point = 0;
    for (int i = 0; i < starts.length; i++) {
      while (point < count && places[point] < i << shift) {
        point++;
      }
      starts[i] = point;
    }
  }

  @Override
  public int pick(long hash, IntPredicate may) {
    int key = (int) (hash >>> 33);
    int at = starts[key >>> shift];
    while (at < places.length && places[at] < key) {
      at++;
    }
    for (int i = 0; i < places.length; i++, at++) {
      at = at >= places.length ? 0 : at;
      if (may.test(members[at])) {
        return members[at];
      }
    }
    return -1;
  }

  private static double scale(int[] weights) {
    double total = Arrays.stream(weights).asDoubleStream().sum();
    double most = MOST_POINTS / total;
    double wanted = POINTS_PER_MEMBER * (double) weights.length / total;
    double scale = Math.scalb(1.0, Math.getExponent(wanted));
    scale = scale < wanted ? scale * 2 : scale;
    while (scale > most) {
      scale /= 2;
    }
    return scale;
  }

  private static int pointsOf(int weight, double scale) {
    return Math.max(1, (int) Math.round(weight * scale));
  }
}
