package dev.weft.broker.tap;

import dev.weft.broker.lane.Loop;
import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.observe.ObservedExchange;
import dev.weft.broker.observe.Outcome;
import dev.weft.broker.observe.Trail;
import dev.weft.broker.observe.TrailTree;
import dev.weft.model.observe.ExchangeFilter;
import dev.weft.model.observe.LiveExchanges;
import dev.weft.model.time.Clock;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** All who look on at a broker's exchanges. */
public final class Taps implements ExchangeObserver {
  private static final int MOST = 16;
  private static final int ID_DIGITS = 16;

  private final List<Loop> loops;
  private final Clock clock;
  private final List<Tap> open = new CopyOnWriteArrayList<>();
  private final LongAdder dropped = new LongAdder();

  /**
   * @param loops not copied, as they may be made later
   */
  public Taps(List<Loop> loops, Clock clock) {
    this.loops = loops;
    this.clock = clock;
  }

  @Override
  public void began(ObservedExchange exchange) {
    // shown when it ends
  }

  @Override
  public void ended(ObservedExchange exchange, Outcome outcome, long durationNanos) {
    for (Tap tap : open) {
      tap.ended(exchange, outcome, durationNanos);
    }
  }

  /**
   * Exchanges as they end from now on.
   *
   * @throws IllegalStateException if too many look on already
   */
  public LiveExchanges open(ExchangeFilter filter) {
    var tap = new Tap(filter, clock, dropped::increment, open::remove);
    synchronized (open) {
      if (open.size() >= MOST) {
        throw new IllegalStateException(MOST + " taps are open, the most there may be at once");
      }
      open.add(tap);
    }
    return tap;
  }

  /** What all who look on could not take in time, since the start. */
  public long dropped() {
    return dropped.sum();
  }

  /**
   * What became of an exchange; null if it is not remembered. Asks each loop and waits for it.
   *
   * @throws IllegalArgumentException with a sentence if that is no exchange's name
   */
  public @Nullable Map<String, Object> exchange(String id) {
    if (id.length() != ID_DIGITS || !id.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IllegalArgumentException(
          "\""
              + id
              + "\" is no exchange's name: that is 16 hexadecimal digits, as in X-Weft-Exchange");
    }
    long number = HexFormat.fromHexDigitsToLong(id);
    List<Trail> found = Loop.ask(loops, loop -> loop.trails().find(number));
    return found.isEmpty() ? null : TrailTree.of(found.getFirst(), clock);
  }

  /** The last exchanges, the newest first. */
  public List<Map<String, Object>> exchanges(ExchangeFilter filter) {
    var matching = new Matching(filter);
    List<List<Trail>> all =
        Loop.ask(loops, loop -> loop.trails().select(matching::matches, filter.limit()));
    long now = clock.nanos();
    return all.stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingLong(trail -> now - trail.beganNanos()))
        .limit(filter.limit())
        .map(trail -> TrailTree.of(trail, clock))
        .toList();
  }
}
