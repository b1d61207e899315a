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
 * deviation); from about 1,000 members on fewer, as the ring is bounded. Points per unit of weight
 * go by powers of two, or they would move with every change of the average weight.
 */
final class Ring implements HashTable {
  private static final int POINTS_PER_MEMBER = 256;
  private static final int MOST_POINTS = 1 << 19;
  private static final int MEMBER_BITS = 31;

  /** Points in order: the upper 33 bits, the last of which is 0, where; the lower 31 whose. */
  private final long[] points;

  /** For each value of a point's upper bits, the first point at or after it. */
  private final int[] starts;

  private final int shift;

  Ring(List<String> names, int[] weights) {
    double scale = scale(weights);
    int count = 0;
    for (int weight : weights) {
      count += pointsOf(weight, scale);
    }
    points = new long[count];
    int at = 0;
    for (int i = 0; i < weights.length; i++) {
      long name = Hash.of(names.get(i));
      for (int k = pointsOf(weights[i], scale); k > 0; k--) {
        points[at++] = (Hash.again(name, k) >>> 32 << MEMBER_BITS) | i;
      }
    }
    Arrays.sort(points);
    int bits = 32 - Integer.numberOfLeadingZeros(count);
    shift = 32 - bits;
    starts = new int[(1 << bits) + 1];
    int point = 0;
    for (int i = 0; i < starts.length; i++) {
      while (point < count && where(points[point]) < (long) i << shift) {
        point++;
      }
      starts[i] = point;
    }
  }

  @Override
  public int pick(long hash, IntPredicate may) {
    long key = hash >>> 32;
    int at = starts[(int) (key >>> shift)];
    while (at < points.length && where(points[at]) < key) {
      at++;
    }
    for (int i = 0; i < points.length; i++, at++) {
      at = at >= points.length ? 0 : at;
      int member = (int) points[at] & Integer.MAX_VALUE;
      if (may.test(member)) {
        return member;
      }
    }
    return -1;
  }

  private static long where(long point) {
    return point >>> MEMBER_BITS;
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
