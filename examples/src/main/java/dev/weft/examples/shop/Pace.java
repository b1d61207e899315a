package dev.weft.examples.shop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long this instance takes over its work: 1 to 5 ms, and as much more as somebody who wants to
 * make trouble has asked for. Safe for use by any thread.
 */
final class Pace {
  static final int MAX_SLOW_MILLIS = 60_000;
  private static final int MIN_MICROS = 1_000;
  private static final int MAX_MICROS = 5_000;

  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile int slowMillis;

  /** Makes all later work take that much longer: 0 to 60,000 ms, 0 for the usual pace. */
  void slowBy(String millis) throws BadRequestException {
    int asked;
    try {
      asked = Integer.parseInt(millis);
    } catch (NumberFormatException e) {
      asked = -1;
    }
    if (asked < 0 || asked > MAX_SLOW_MILLIS) {
      throw new BadRequestException(
          "ms is '" + millis + "', not a number from 0 to " + MAX_SLOW_MILLIS);
    }
    slowMillis = asked;
  }

  int slowMillis() {
    return slowMillis;
  }

  /** Takes its time; cut short when the service stops. */
  void work() throws InterruptedException {
    long micros =
        ThreadLocalRandom.current().nextInt(MIN_MICROS, MAX_MICROS)
            + TimeUnit.MILLISECONDS.toMicros(slowMillis);
    stopping.await(micros, TimeUnit.MICROSECONDS);
  }

  void stop() {
    stopping.countDown();
  }
}
