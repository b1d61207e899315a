package dev.weft.control;

import dev.weft.registry.Event;
import dev.weft.registry.Watch;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of a watch as others may ask for it. Its thread is interrupted only while it waits for an
 * event: an interrupt while it writes would break the connection instead of ending the stream.
 */
final class OpenWatch {
  private final Thread thread = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean waiting;
  private boolean ending;

  /** On the watch's thread: the next event; null after the timeout or when the watch must end. */
  @Nullable Event poll(Watch watch, Duration timeout) {
    synchronized (this) {
      if (ending) {
        return null;
      }
      waiting = true;
    }
    try {
      return watch.poll(timeout);
    } catch (InterruptedException e) {
      end();
      return null;
    } finally {
      stopWaiting();
    }
  }

  /** Forgets an interrupt that came just after the event did. */
  private synchronized void stopWaiting() {
    waiting = false;
    Thread.interrupted();
  }

  synchronized boolean ending() {
    return ending;
  }

  /** Asks the watch to end, from any thread. */
  synchronized void end() {
    ending = true;
    if (waiting) {
      thread.interrupt();
    }
  }

  /** On the watch's thread: its answer is complete. */
  void hasEnded() {
    ended.countDown();
  }

  /** Waits until the answer is complete; false if it was not in time. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
