package dev.weft.registry.observe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the agents say of one routee: how many of its calls each carried in the last ten seconds,
 * and who finds it degraded. Not safe for use by several threads.
 */
final class Claims {
  /** Fewer calls than these say nothing. */
  static final int FEWEST_CALLS = 20;

  private static final int SLOTS = 2;
  private static final int MOST_SENTENCES = 3;
  private static final long SILENT_NANOS = Duration.ofSeconds(10).toNanos();

  private static final class Claim {
    final int[] calls = new int[SLOTS];
    final int[] errors = new int[SLOTS];
    final long[] slotOf = {Long.MIN_VALUE, Long.MIN_VALUE};
    @Nullable String degraded;
    long nanos;

    void add(int more, int moreErrors, long nowNanos) {
      long number = Math.floorDiv(nowNanos, Window.SLOT_NANOS);
      int slot = Math.floorMod(number, SLOTS);
      if (slotOf[slot] != number) {
        slotOf[slot] = number;
        calls[slot] = 0;
        errors[slot] = 0;
      }
      calls[slot] += more;
      errors[slot] += moreErrors;
      nanos = nowNanos;
    }

    int calls(long nowNanos) {
      return ofLate(calls, nowNanos);
    }

    int errors(long nowNanos) {
      return ofLate(errors, nowNanos);
    }

    private int ofLate(int[] counts, long nowNanos) {
      long newest = Math.floorDiv(nowNanos, Window.SLOT_NANOS);
      int sum = 0;
      for (int i = 0; i < SLOTS; i++) {
        sum += slotOf[i] > newest - SLOTS ? counts[i] : 0;
      }
      return sum;
    }
  }

  private final Map<String, Claim> byAgent = new HashMap<>();
  private boolean held;

  void take(String agent, int calls, int errors, @Nullable String degraded, long nowNanos) {
    Claim claim = byAgent.computeIfAbsent(agent, key -> new Claim());
    claim.add(calls, errors, nowNanos);
    claim.degraded = degraded;
  }

  /** Drops agents that are silent; true if nobody is left. */
  boolean isSilent(long nowNanos) {
    byAgent.values().removeIf(claim -> nowNanos - claim.nanos > SILENT_NANOS);
    return byAgent.isEmpty();
  }

  /** What each agent saw, by its name. */
  List<Observations.Caller> callers(long nowNanos) {
    var callers = new ArrayList<Observations.Caller>();
    new TreeMap<>(byAgent)
        .forEach((agent, claim) ->
            callers.add(
                new Observations.Caller(
                    agent, claim.calls(nowNanos), claim.errors(nowNanos), claim.degraded)));
    return callers;
  }

  /**
   * Why it is degraded, by those who carry more than half of its calls; empty if they do not say
   * so. Once they have, a lull in the calls does not take it back.
   */
  List<String> evidence(long nowNanos) {
    long all = 0;
    long against = 0;
    var sentences = new ArrayList<String>();
    for (var entry : byAgent.entrySet()) {
      Claim claim = entry.getValue();
      int calls = claim.calls(nowNanos);
      all += calls;
      if (claim.degraded != null) {
        against += calls;
        sentences.add("broker " + entry.getKey() + ": " + claim.degraded);
      }
    }
    boolean lull = all < FEWEST_CALLS;
    held = !sentences.isEmpty() && (lull ? held : against * 2 > all);
    if (!held) {
      return List.of();
    }
    sentences.sort(null);
    return List.copyOf(sentences.subList(0, Math.min(MOST_SENTENCES, sentences.size())));
  }
}
