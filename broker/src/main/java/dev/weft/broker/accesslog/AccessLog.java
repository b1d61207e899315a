package dev.weft.broker.accesslog;

import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.observe.ObservedExchange;
import dev.weft.broker.observe.Outcome;
import dev.weft.broker.observe.Trail;
import dev.weft.model.time.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line for each exchange, to a file or to a stream. A call never waits for it: what comes
 * faster than it can be written is dropped and counted. Safe on any thread; {@link #close} blocks.
 */
public final class AccessLog implements ExchangeObserver, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AccessLog.class.getName());
  private static final int PLACES = 8_192;
  private static final Duration STEP = Duration.ofMillis(500);
  private static final Duration LAST = Duration.ofSeconds(5);

  /**
   * What is written, and where.
   *
   * @param file null for the stream
   * @param sample of exchanges that are well, 0 to 1; those that failed, were tried again or were
   *     slow are all written
   * @param mostBytes after which a file is put aside
   * @param kept how many files that were put aside stay, at least 1
   */
  public record Options(
      @Nullable Path file, Format format, double sample, long mostBytes, int kept) {}

  private final Options options;
  private final Clock clock;
  private final PrintStream stream;
  private final @Nullable RotatingFile file;
  private final BlockingQueue<Trail> queue = new ArrayBlockingQueue<>(PLACES);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;
  private boolean failing;

  private AccessLog(Options options, PrintStream stream, Clock clock) throws IOException {
    this.options = options;
    this.stream = stream;
    this.clock = clock;
    file =
        options.file() == null
            ? null
            : new RotatingFile(options.file(), options.mostBytes(), options.kept());
    thread = Thread.ofVirtual().name("weft-access-log").unstarted(this::run);
  }

  /**
   * Starts writing.
   *
   * @param stream where there is no file
   * @throws IOException if the file cannot be written
   */
  public static AccessLog start(Options options, PrintStream stream, Clock clock)
      throws IOException {
    var log = new AccessLog(options, stream, clock);
    log.thread.start();
    return log;
  }

  @Override
  public void began(ObservedExchange exchange) {
    // its line is written when it ends
  }

  @Override
  public void ended(ObservedExchange exchange, Outcome outcome, long durationNanos) {
    if (options.sample() < 1
        && exchange.notable() == Trail.Notable.NO
        && ThreadLocalRandom.current().nextDouble() >= options.sample()) {
      return;
    }
    if (closing || queue.remainingCapacity() == 0 || !queue.offer(exchange.trail())) {
      dropped.incrementAndGet();
    }
  }

  /** Lines that were not written, since the start. */
  public long dropped() {
    return dropped.get();
  }

  /** Lines that were written, since the start. */
  public long written() {
    return written.get();
  }

  private void run() {
    try {
      while (!closing || !queue.isEmpty()) {
        @Nullable Trail next = queue.poll(STEP.toMillis(), TimeUnit.MILLISECONDS);
        while (next != null) {
          write(next);
          next = queue.poll();
        }
        flush();
      }
    } catch (InterruptedException e) {
      dropped.addAndGet(queue.size());
      Thread.currentThread().interrupt();
    }
  }

  private void write(Trail trail) {
    String line = options.format().line(trail, clock);
    if (file == null) {
      stream.println(line);
      written.incrementAndGet();
      return;
    }
    try {
      file.write(line);
      written.incrementAndGet();
      failing = false;
    } catch (IOException e) {
      dropped.incrementAndGet();
      sayOnce(e);
    }
  }

  private void flush() {
    stream.flush();
    try {
      if (file != null) {
        file.flush();
      }
    } catch (IOException e) {
      sayOnce(e);
    }
  }

  private void sayOnce(IOException e) {
    if (!failing) {
      failing = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "the access log {0} cannot be written, and its lines are dropped: {1}",
          options.file(),
          e.toString());
    }
  }

  /** Writes what there is, for a few seconds at most. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(LAST)) {
        thread.interrupt();
      }
      if (file != null) {
        file.close();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      sayOnce(e);
    }
  }
}
