package dev.weft.broker.connect;

import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses of routees that are named by their hosts. The system's resolver blocks, for
 * longer than any call may wait, and would keep a virtual thread's carrier: so it has threads of
 * its own. Who asks for the same host at once waits for the same look-up, as long as it likes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // who waits is told in any case
final class LookUps {
  /** Finds a host's address; blocks. */
  interface Resolver {
    InetAddress resolve(String host) throws IOException;
  }

  private static final int MOST_AT_ONCE = 32;
  private static final int IDLE_SECONDS = 10;

  private final Resolver resolver;
  private final Executor threads = threads();
  private final Map<String, CompletableFuture<InetAddress>> underWay = new ConcurrentHashMap<>();

  LookUps(Resolver resolver) {
    this.resolver = resolver;
  }

  /** Called on the loop, and tells on it: an address, or why there is none. */
  void find(
      Loop loop,
      String host,
      Duration timeout,
      BiConsumer<@Nullable InetAddress, @Nullable Throwable> done) {
    var asked = new Asked(loop, host, timeout, done);
    underWay
        .computeIfAbsent(host, this::begin)
        .whenComplete(
            (found, failure) -> loop.eventLoop().execute(() -> asked.answered(found, failure)));
  }

  private CompletableFuture<InetAddress> begin(String host) {
    var result = new CompletableFuture<InetAddress>();
    threads.execute(() -> {
      try {
        result.complete(resolver.resolve(host));
      } catch (IOException | RuntimeException e) {
        result.completeExceptionally(e);
      } finally {
        underWay.remove(host, result);
      }
    });
    return result;
  }

  private static Executor threads() {
    var threads =
        new ThreadPoolExecutor(
            MOST_AT_ONCE,
            MOST_AT_ONCE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("weft-lookup-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** One who waits for a host's address. */
  private static final class Asked {
    private final Loop loop;
    private final String host;
    private final Duration timeout;
    private final Deadline deadline = new Deadline(this::due);
    private @Nullable BiConsumer<@Nullable InetAddress, @Nullable Throwable> done;

    Asked(
        Loop loop,
        String host,
        Duration timeout,
        BiConsumer<@Nullable InetAddress, @Nullable Throwable> done) {
      this.loop = loop;
      this.host = host;
      this.timeout = timeout;
      this.done = done;
      deadline.set(loop.nowNanos() + timeout.toNanos());
      loop.exchanges().watch(deadline);
    }

    void answered(@Nullable InetAddress found, @Nullable Throwable failure) {
      tell(found, failure == null ? null : new UnknownHostException(said("")));
    }

    private void due(long nowNanos) {
      tell(null, new LookUpTimeoutException(said(" within " + timeout.toMillis() + " ms")));
    }

    private String said(String inTime) {
      return "is at " + host + ", which was not found" + inTime;
    }

    private void tell(@Nullable InetAddress found, @Nullable Throwable failure) {
      loop.exchanges().drop(deadline);
      @Nullable BiConsumer<@Nullable InetAddress, @Nullable Throwable> waiting = done;
      done = null;
      if (waiting != null) {
        waiting.accept(found, failure);
      }
    }
  }
}
