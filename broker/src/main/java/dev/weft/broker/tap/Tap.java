package dev.weft.broker.tap;

import dev.weft.broker.message.Head;
import dev.weft.broker.observe.Asked;
import dev.weft.broker.observe.ObservedExchange;
import dev.weft.broker.observe.Outcome;
import dev.weft.broker.observe.Trail;
import dev.weft.broker.observe.TrailTree;
import dev.weft.model.observe.ExchangeFilter;
import dev.weft.model.observe.LiveExchanges;
import dev.weft.model.time.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One who looks on. What it does not take in time is dropped and counted, so that a slow reader
 * holds up nothing but itself.
 */
final class Tap implements LiveExchanges {
  private static final int PLACES = 1_024;
  private static final Set<String> SECRETS =
      Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

  private record Seen(Trail trail, Map<String, Object> extra) {}

  private final ExchangeFilter filter;
  private final Matching matching;
  private final Clock clock;
  private final Runnable whenDropped;
  private final Consumer<Tap> whenClosed;
  private final BlockingQueue<Seen> queue = new ArrayBlockingQueue<>(PLACES);
  private final AtomicLong dropped = new AtomicLong();
  private long told;
  private @Nullable Seen held;

  Tap(ExchangeFilter filter, Clock clock, Runnable whenDropped, Consumer<Tap> whenClosed) {
    this.whenDropped = whenDropped;
    this.filter = filter;
    this.clock = clock;
    this.whenClosed = whenClosed;
    matching = new Matching(filter);
  }

  /** On the exchange's loop. */
  void ended(ObservedExchange exchange, Outcome outcome, long durationNanos) {
    if (!matching.mayMatch(exchange, outcome, durationNanos)) {
      return;
    }
    if (filter.sample() < 1 && ThreadLocalRandom.current().nextDouble() >= filter.sample()) {
      return;
    }
    if (queue.remainingCapacity() == 0) {
      drop();
      return;
    }
    Trail trail = exchange.trail();
    if (matching.matches(trail) && !queue.offer(new Seen(trail, extra(exchange)))) {
      drop();
    }
  }

  private void drop() {
    dropped.incrementAndGet();
    whenDropped.run();
  }

  /** What is shown only to those who ask for it. */
  private Map<String, Object> extra(ObservedExchange exchange) {
    @Nullable Head head = exchange.request();
    if (head == null || (!filter.query() && filter.headers().isEmpty())) {
      return Map.of();
    }
    var extra = new LinkedHashMap<String, Object>();
    Asked asked = exchange.asked();
    if (filter.query()) {
      extra.put("query", text(head, asked.pathEnd(), asked.targetEnd()));
    }
    if (!filter.headers().isEmpty()) {
      var shown = new LinkedHashMap<String, Object>();
      for (int i = 0; i < head.fields(); i++) {
        if (!head.dropped(i)) {
          String name = head.name(i).toLowerCase(Locale.ROOT);
          if (filter.headers().contains(name)) {
            shown.put(name, SECRETS.contains(name) ? hidden(head, i) : head.value(i));
          }
        }
      }
      extra.put("headers", shown);
    }
    return extra;
  }

  private static String hidden(Head head, int field) {
    return "(" + (head.valueEnd(field) - head.valueStart(field)) + " bytes)";
  }

  private static String text(Head head, int start, int end) {
    return new String(head.bytes(), start, end - start, StandardCharsets.ISO_8859_1);
  }

  @Override
  public @Nullable Map<String, Object> next(Duration longest) throws InterruptedException {
    @Nullable Seen seen = held;
    held = null;
    if (seen == null) {
      seen = queue.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
    }
    long all = dropped.get();
    if (all > told) {
      held = seen;
      long more = all - told;
      told = all;
      return Map.of("dropped", more);
    }
    if (seen == null) {
      return null;
    }
    Map<String, Object> tree = TrailTree.of(seen.trail, clock);
    tree.putAll(seen.extra);
    return tree;
  }

  @Override
  public void close() {
    whenClosed.accept(this);
  }
}
