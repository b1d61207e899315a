package dev.weft.cli.demo;

import dev.weft.model.time.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Callers of the shop at a constant rate, whatever becomes of their calls: each call has a virtual
 * thread of its own and is timed from the moment it was due, so that a stall of the shop shows as
 * what it would be to its callers. They try once; whatever is tried again, the mesh tries. While a
 * crowd is expected, 503 with {@code Retry-After} is no failure: so a crowd is told to come back.
 *
 * <p>Started and stopped by one thread.
 */
final class Load {
  static final URI TARGET = URI.create("http://web/buy?sku=tea&qty=1");
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern HOP = Pattern.compile("(?m)^(\\w+) pid (\\d+) ");
  private static final int UNAVAILABLE = 503;
  private static final int SHOWN = 160;
  private static final int WARMING_CALLERS = 4;
  private static final int MAX_WARMING = 1_500;
  private static final int WARM = 100;
  private static final long FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final URI target;
  private final BooleanSupplier crowd;
  private final long periodNanos;
  private final Tally tally;
  private final Clock clock;
  private final HttpClient client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private long dueNanos;
  private Clock.@Nullable Timer timer;
  private boolean stopped;

  /**
   * @param crowd whether a crowd is expected now
   */
  Load(
      URI broker, URI target, int callsPerSecond, Tally tally, BooleanSupplier crowd, Clock clock) {
    this.target = target;
    this.crowd = crowd;
    this.periodNanos = TimeUnit.SECONDS.toNanos(1) / callsPerSecond;
    this.tally = tally;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(ProxySelector.of(new InetSocketAddress(broker.getHost(), broker.getPort())))
            .build();
  }

  /**
   * Makes calls that are not counted, until enough in a row were fast: a JVM's first calls take
   * long, whoever brings them. Gives up at the first that fails, and after {@link #MAX_WARMING}.
   */
  void warmUp() throws InterruptedException {
    var left = new AtomicInteger(MAX_WARMING);
    var fastInARow = new AtomicInteger();
    var callers = new ArrayList<Thread>();
    for (int i = 0; i < WARMING_CALLERS; i++) {
      callers.add(Thread.ofVirtual().start(() -> warmUp(left, fastInARow)));
    }
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private void warmUp(AtomicInteger left, AtomicInteger fastInARow) {
    while (left.getAndDecrement() > 0 && fastInARow.get() < WARM) {
      Tally.Call call = call(clock.nanos());
      if (call == null || call.failure() != null) {
        left.set(0);
      } else if (call.tookNanos() > FAST_NANOS) {
        fastInARow.set(0);
      } else {
        fastInARow.incrementAndGet();
      }
    }
  }

  synchronized void start() {
    dueNanos = clock.nanos();
    callWhatIsDue();
  }

  /** Makes no more calls and waits for those in flight, at most for the given time. */
  void stop(Duration atMost) throws InterruptedException {
    synchronized (this) {
      stopped = true;
      if (timer != null) {
        timer.cancel();
      }
    }
    threads.shutdown();
    if (!threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      threads.shutdownNow();
    }
    client.shutdownNow();
  }

  private synchronized void callWhatIsDue() {
    if (stopped) {
      return;
    }
    long now = clock.nanos();
    // More than one may be due: a clock's tasks can run late, and no call may be left out for it.
    for (; dueNanos - now <= 0; dueNanos += periodNanos) {
      long due = dueNanos;
      threads.execute(() -> count(call(due)));
    }
    timer = clock.schedule(Duration.ofNanos(dueNanos - now), this::callWhatIsDue);
  }

  private void count(Tally.@Nullable Call call) {
    if (call != null) {
      tally.add(call);
    }
  }

  /** Calls once; null if it was interrupted. */
  private Tally.@Nullable Call call(long due) {
    String failure = null;
    boolean toldToComeBack = false;
    List<Tally.Hop> hops = List.of();
    try {
      var request =
          HttpRequest.newBuilder(target)
              .timeout(TIMEOUT)
              .header("X-Weft-Caller", "visitors")
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        hops = hops(answer.body());
      } else if (crowd.getAsBoolean() && saysWhenToComeBack(answer)) {
        toldToComeBack = true;
      } else {
        failure = shorten(answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      failure = shorten(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
    long ended = clock.nanos();
    return new Tally.Call(ended, ended - due, failure, toldToComeBack, hops);
  }

  private static boolean saysWhenToComeBack(HttpResponse<String> answer) {
    return answer.statusCode() == UNAVAILABLE
        && answer.headers().firstValue("retry-after").isPresent();
  }

  /** The processes that had a hand in an answer: each line of its body names one. */
  static List<Tally.Hop> hops(String body) {
    return HOP.matcher(body)
        .results()
        .map(line -> new Tally.Hop(line.group(1), Long.parseLong(line.group(2))))
        .toList();
  }

  private static String shorten(String reason) {
    String line = reason.strip().replaceAll("\\s+", " ").replaceAll("[0-9a-f-]{36}", "…");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }
}
