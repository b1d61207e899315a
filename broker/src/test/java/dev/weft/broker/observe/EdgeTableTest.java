package dev.weft.broker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.message.ExchangeId;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.EdgeSignal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EdgeTableTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final RouteeId ONE = new RouteeId("default", "orders-1");
  private static final RouteeId TWO = new RouteeId("default", "orders-2");

  @Test
  void aCallCountsOnTheEdgeOfItsLastTry() {
    var table = new EdgeTable(10);
    var call = call(table, "web", 0);
    assertThat(table.take())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.edge()).isEqualTo(new EdgeName("web", ORDERS, "", null));
          assertThat(one.inFlight()).isEqualTo(1);
          assertThat(one.calls()).isZero();
        });
    call.tries(ONE, 10);
    call.tryFailed("connection_refused", "orders-1 refused", true, "tried elsewhere", 12);
    call.tries(TWO, 12);
    call.ended(new Outcome.Answered(503), 1, 2_000_000);
    assertThat(table.take())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.edge()).isEqualTo(new EdgeName("web", ORDERS, "", TWO));
          assertThat(one.inFlight()).isZero();
          assertThat(one.statuses().in(5)).isEqualTo(1);
          assertThat(one.failed()).isEqualTo(1);
          assertThat(one.retries()).isEqualTo(1);
          assertThat(one.latencies().quantileNanos(0.5)).isBetween(2_000_000L, 2_500_000L);
          assertThat(one.slowest()).isEqualTo(new ExchangeId(7).toString());
        });
    assertThat(table.take()).isEmpty();
    assertThat(call.failedTries())
        .containsExactly(
            new FailedTry(
                ONE,
                "connection_refused",
                "orders-1 refused",
                10,
                2,
                true,
                "",
                false,
                "tried elsewhere",
                0));
  }

  @Test
  void whatFindsNoRoomCountsForOtherAndNothingIsLost() {
    var table = new EdgeTable(4);
    for (int i = 0; i < 100; i++) {
      Sighting call = call(table, "caller-" + i, 0);
      call.tries(ONE, 1);
      call.ended(new Outcome.Answered(200), 0, 5);
    }
    List<EdgeSignal> taken = table.take();
    assertThat(taken.stream().mapToInt(EdgeSignal::calls).sum()).isEqualTo(100);
    assertThat(taken)
        .anySatisfy(one -> {
          assertThat(one.edge().caller()).isEqualTo(EdgeName.OTHER);
          assertThat(one.calls()).isGreaterThan(90);
        });
    assertThat(table.size()).isLessThanOrEqualTo(4);
    assertThat(table.left()).isPositive();
  }

  @Test
  void anEdgeWithoutCallsForAMinuteMakesRoomUnlessOneIsUnderWay() {
    var table = new EdgeTable(1);
    Sighting open = call(table, "web", 0);
    for (int second = 0; second < 200; second++) {
      table.take();
    }
    assertThat(table.size()).isEqualTo(1);
    open.ended(new Outcome.CallerLeft(), 0, 9);
    for (int second = 0; second < 62; second++) {
      table.take();
    }
    assertThat(table.size()).isZero();
    call(table, "batch", 0);
    assertThat(table.take().getFirst().edge().caller()).isEqualTo("batch");
  }

  @Test
  void countsAsManyAsAMapWould() {
    long seed = 11;
    var random = new Random(seed);
    var table = new EdgeTable(10_000);
    Map<EdgeName, Integer> expected = new HashMap<>();
    Map<EdgeName, Integer> seen = new HashMap<>();
    for (int turn = 0; turn < 20; turn++) {
      for (int i = 0; i < 500; i++) {
        String caller = "c" + random.nextInt(30);
        RouteeId at = random.nextInt(5) == 0 ? null : random.nextBoolean() ? ONE : TWO;
        call(table, caller, at).ended(new Outcome.Answered(200), 0, 1);
        expected.merge(new EdgeName(caller, ORDERS, "", at), 1, Integer::sum);
      }
      table.take().forEach(one -> seen.merge(one.edge(), one.calls(), Integer::sum));
    }
    seen.values().removeIf(count -> count == 0);
    assertThat(seen).as("seed %d", seed).isEqualTo(expected);
  }

  private static Sighting call(EdgeTable table, String caller, @Nullable RouteeId at) {
    Sighting call = call(table, caller, 0);
    if (at != null) {
      call.tries(at, 0);
    }
    return call;
  }

  private static Sighting call(EdgeTable table, String caller, long nowNanos) {
    var call =
        new Sighting(
            new Observers(),
            table,
            new TrailBook(1),
            "tcp",
            new ExchangeId(7),
            null,
            "127.0.0.1",
            nowNanos);
    call.calledBy(caller);
    call.routed(ORDERS);
    return call;
  }
}
