package dev.weft.probe.detect;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.RouteeObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Routees of one service that answer calls as a test says, second by second. */
final class Fleet {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");

  /** Milliseconds that one call takes. */
  interface Latency extends ToDoubleFunction<Random> {}

  /** One that answers like any other. */
  static final Latency USUAL = random -> 10 * Math.exp(0.3 * random.nextGaussian());

  final List<Member> members = new ArrayList<>();
  final Outliers outliers = new Outliers();
  private final Random random;

  static final class Member {
    final RouteeId id;
    Latency latency = USUAL;
    double errorRate;
    int callsPerSecond;
    Standing standing = Standing.EQUAL;

    Member(int number, int callsPerSecond) {
      this.id = new RouteeId("default", "orders-" + number);
      this.callsPerSecond = callsPerSecond;
    }
  }

  Fleet(int size, int callsPerSecond, Random random) {
    this.random = random;
    for (int i = 1; i <= size; i++) {
      members.add(new Member(i, callsPerSecond));
    }
  }

  Member first() {
    return members.getFirst();
  }

  /** Lets a second pass. */
  void second() {
    var seen = new ArrayList<RouteeObservation>();
    for (Member member : members) {
      var latencies = new LatencyCounts();
      int errors = 0;
      for (int i = 0; i < member.callsPerSecond; i++) {
        if (random.nextDouble() < member.errorRate) {
          errors++;
        } else {
          latencies.record((long) (member.latency.applyAsDouble(random) * 1e6));
        }
      }
      seen.add(new RouteeObservation(member.id, ORDERS, errors, 0, latencies));
    }
    Map<RouteeId, Standing> standings = outliers.next(seen);
    members.forEach(m -> m.standing = standings.getOrDefault(m.id, Standing.EQUAL));
  }

  void seconds(int count) {
    for (int i = 0; i < count; i++) {
      second();
    }
  }

  /** Seconds until something holds; the limit if it does not by then. */
  int secondsUntil(java.util.function.BooleanSupplier holds, int limit) {
    for (int i = 0; i < limit; i++) {
      if (holds.getAsBoolean()) {
        return i;
      }
      second();
    }
    return limit;
  }
}
