package dev.weft.registry.alert.send;

import dev.weft.model.time.Clock;
import dev.weft.registry.alert.Alert;
import dev.weft.registry.alert.AlertSink;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What sending over HTTP has in common: it is looked once a second whether something is due, one
 * request is under way at a time, and a failure is followed by a wait that doubles from one second
 * to a minute, half of it left to chance.
 */
abstract class Sender implements AlertSink {
  private static final System.Logger LOG = System.getLogger(Sender.class.getName());
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final long FIRST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_WAIT_NANOS = Duration.ofMinutes(1).toNanos();

  private final AtomicBoolean busy = new AtomicBoolean();
  private final Random random = new Random();
  private final HttpPost http;
  private final URI target;
  final Clock clock;
  private final Clock.Timer timer;

  // Of whoever is busy.
  private long waitNanos;
  private long againNanos;

  private volatile boolean closed;

  Sender(URI target, Duration patience, Clock clock) {
    this.target = target;
    this.http = new HttpPost(target, patience);
    this.clock = clock;
    this.againNanos = clock.nanos();
    this.timer = clock.every(PERIOD, this::wake);
  }

  @Override
  public final void changed(List<Alert> changes) {
    take(changes, clock.nanos());
  }

  abstract void take(List<Alert> changes, long nowNanos);

  /** Posts all that is due; what fails is due again later. On the sender's thread. */
  abstract void sendDue(HttpPost to) throws IOException, InterruptedException;

  private void wake() {
    if (!closed && busy.compareAndSet(false, true)) {
      Thread.ofVirtual().name("weft-alerts-send").start(this::run);
    }
  }

  private void run() {
    try {
      if (clock.nanos() - againNanos >= 0) {
        sendDue(http);
        waitNanos = 0;
      }
    } catch (IOException e) {
      if (waitNanos == 0 && !closed) {
        LOG.log(
            System.Logger.Level.WARNING,
            "alerts do not reach {0} and wait: {1}",
            target.getHost(),
            e.getMessage());
      }
      waitNanos = Math.min(LONGEST_WAIT_NANOS, Math.max(FIRST_WAIT_NANOS, waitNanos * 2));
      againNanos = clock.nanos() + waitNanos / 2 + random.nextLong(waitNanos / 2 + 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the registry closes
    } finally {
      busy.set(false);
    }
  }

  @Override
  public final void close() {
    closed = true;
    timer.cancel();
    http.close();
  }
}
