package dev.weft.bench.fault.call;

import dev.weft.model.time.Clock;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Calls at a constant rate until it is stopped. A caller takes a connection that is free, or makes
 * one: none waits for another's answer.
 */
public final class Callers implements AutoCloseable {
  private static final AtomicLong IDS = new AtomicLong(1);

  private final Plan plan;
  private final Clock clock;
  private final ConcurrentLinkedDeque<Line> free = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedQueue<Call> done = new ConcurrentLinkedQueue<>();
  private final Phaser underWay = new Phaser(1);
  private final Thread pace;
  private volatile boolean stopped;

  private Callers(Plan plan, Clock clock) {
    this.plan = plan;
    this.clock = clock;
    pace = Thread.ofPlatform().daemon().name("pace").unstarted(this::callAgainAndAgain);
  }

  /** Begins to call. */
  public static Callers start(Plan plan, Clock clock) {
    var callers = new Callers(plan, clock);
    callers.pace.start();
    return callers;
  }

  private void callAgainAndAgain() {
    long start = clock.nanos();
    for (long i = 0; !stopped; i++) {
      long due = start + i * 1_000_000_000L / plan.perSecond();
      for (long left = due - clock.nanos(); left > 0; left = due - clock.nanos()) {
        LockSupport.parkNanos(left);
      }
      underWay.register();
      Thread.ofVirtual().start(() -> call(due));
    }
  }

  private void call(long due) {
    long id = IDS.getAndIncrement();
    @Nullable Line line = free.pollFirst();
    String failure = "";
    try {
      if (line == null) {
        line = new Line(plan.port(), plan.patience());
      }
      line.call(request(id), plan.patience());
    } catch (SocketTimeoutException e) {
      failure = "no answer within " + plan.patience().toMillis() + " ms";
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    }
    done.add(
        new Call(
            id,
            due,
            clock.nanos(),
            line == null ? 0 : line.status(),
            line == null ? "" : line.routee(),
            failure,
            line == null ? "" : line.reason()));
    if (line != null) {
      if (failure.isEmpty() && !line.last()) {
        free.addFirst(line);
      } else {
        line.close();
      }
    }
    underWay.arriveAndDeregister();
  }

  private String request(long id) {
    String body = plan.method().equals("POST") ? "content-length: 4\r\n\r\nbody" : "\r\n";
    return "%s /call HTTP/1.1\r\nhost: %s\r\nx-id: %d\r\n%s"
        .formatted(plan.method(), plan.host(), id, body);
  }

  /** What is done so far, in the order in which it was due. */
  public Calls soFar() {
    List<Call> calls = new ArrayList<>(done);
    calls.sort(Comparator.comparingLong(Call::dueNanos));
    return new Calls(List.copyOf(calls));
  }

  /** Makes no further calls. */
  public void pause() {
    stopped = true;
    try {
      pace.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes no further calls and waits for those under way, at most as long as their patience. */
  public Calls stop() {
    pause();
    underWay.arriveAndAwaitAdvance();
    close();
    return soFar();
  }

  @Override
  public void close() {
    stopped = true;
    for (Line line = free.pollFirst(); line != null; line = free.pollFirst()) {
      line.close();
    }
  }
}
