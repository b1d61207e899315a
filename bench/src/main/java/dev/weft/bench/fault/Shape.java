package dev.weft.bench.fault;

/**
 * How a routee works.
 *
 * @param workers calls that it works on at a time; the others wait
 * @param workMillis how long one takes
 */
record Shape(int workers, int workMillis) {
  /** Enough workers for every load here, 10 ms each. */
  static final Shape USUAL = new Shape(1_000, 10);

  /** A hundred calls a second and routee, no more. */
  static final Shape NARROW = new Shape(4, 40);

  /** How many of these calls it can do in a second. */
  double perSecond() {
    return workers * 1e3 / workMillis;
  }
}
