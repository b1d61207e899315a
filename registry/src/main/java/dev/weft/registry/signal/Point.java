package dev.weft.registry.signal;

/**
 * The signals of one step of time.
 *
 * @param second when it began, in seconds since 1970
 * @param calls that ended in it
 * @param inFlight calls under way, the mean of its seconds
 * @param p50Millis NaN without calls, as the other quantiles
 */
public record Point(
    long second,
    long calls,
    long failed,
    long retries,
    double inFlight,
    float p50Millis,
    float p95Millis,
    float p99Millis) {

  static Point of(long second, int seconds, Golden golden) {
    return new Point(
        second,
        golden.calls(),
        golden.failed(),
        golden.retries(),
        (double) golden.inFlightSeconds() / seconds,
        (float) golden.quantileMillis(0.5),
        (float) golden.quantileMillis(0.95),
        (float) golden.quantileMillis(0.99));
  }

  boolean empty() {
    return calls == 0 && inFlight == 0;
  }
}
