package dev.weft.examples.shop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How this instance does its work: in 1 to 5 ms, as much of it at once as there is, and well;
 * unless somebody who wants to make trouble has asked for something else. Safe for use by any
 * thread.
 */
final class Pace {
  static final int MAX_SLOW_MILLIS = 60_000;
  private static final int MAX_DESKS = 1_000;
  private static final int MIN_MICROS = 1_000;
  private static final int MAX_MICROS = 5_000;

  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile int slowMillis;
  private volatile @Nullable Semaphore desks;
  private volatile boolean failing;

  /** Makes all later work take that much longer: 0 to 60,000 ms, 0 for the usual pace. */
  void slowBy(String millis) throws BadRequestException {
    slowMillis = number("ms", millis, MAX_SLOW_MILLIS);
  }

  /** So many calls are worked on at once, the others wait: 1 to 1,000; 0 for all that come. */
  void desks(String count) throws BadRequestException {
    int asked = number("n", count, MAX_DESKS);
    desks = asked == 0 ? null : new Semaphore(asked, true);
  }

  /** 1 makes all later work fail, 0 makes it succeed again. */
  void fail(String on) throws BadRequestException {
    failing = number("on", on, 1) == 1;
  }

  boolean failing() {
    return failing;
  }

  private static int number(String name, String text, int most) throws BadRequestException {
    int asked;
    try {
      asked = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      asked = -1;
    }
    if (asked < 0 || asked > most) {
      throw new BadRequestException(name + " is '" + text + "', not a number from 0 to " + most);
    }
    return asked;
  }

  int slowMillis() {
    return slowMillis;
  }

  /** Takes its time, at a desk if they are counted; cut short when the service stops. */
  void work() throws InterruptedException {
    Semaphore counted = desks;
    if (counted == null) {
      takeTime();
      return;
    }
    counted.acquire();
    try {
      takeTime();
    } finally {
      counted.release();
    }
  }

  private void takeTime() throws InterruptedException {
    long micros =
        ThreadLocalRandom.current().nextInt(MIN_MICROS, MAX_MICROS)
            + TimeUnit.MILLISECONDS.toMicros(slowMillis);
    stopping.await(micros, TimeUnit.MICROSECONDS);
  }

  void stop() {
    stopping.countDown();
  }
}
