package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Call;
import dev.weft.bench.fault.call.Callers;
import dev.weft.bench.fault.call.Calls;
import dev.weft.bench.fault.routee.Ledger;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Routees from which nothing comes, not even a refusal. */
final class Silences {
  /** Nobody waits that long for a routee that works 10 ms, unless for one that is silent. */
  private static final double WAITED_MILLIS = 200;

  private Silences() {}

  static List<Figure> frozen(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    Routee silent = stage.routee(0);
    Callers callers = stage.call("GET");
    stage.rest(stage.setting().brief() ? 2 : 4);
    long at = stage.now();
    silent.freeze();
    stage.rest(stage.setting().brief() ? 3 : 8);
    long thawed = stage.now();
    silent.thaw();
    stage.rest(0.5); // it reads what it was sent meanwhile, and so tells us
    Calls calls = callers.stop();
    Set<Long> sent =
        Received.by(silent, thawed, Long.MAX_VALUE).stream()
            .map(Ledger.Entry::id)
            .collect(Collectors.toSet());
    long from = at + 500_000_000L;
    Calls later = calls.between(from, thawed);
    Calls its = later.where(call -> sent.contains(call.id()) || waited(call));
    double share = (double) its.count() / later.count();
    return List.of(
        Kills.failed(calls),
        Figure.judged(share < 0.02, "share %.2f %% after 500 ms", 100 * share),
        Figure.told(
            "%d callers waited over 200 ms",
            calls.between(at, thawed).where(Silences::waited).count()),
        Figure.told("worst %.0f ms", calls.between(at, thawed).worstMillis()));
  }

  private static boolean waited(Call call) {
    return call.millis() > WAITED_MILLIS;
  }

  static List<Figure> packetsDropped(Stage stage) throws IOException {
    if (!OtherNetwork.isPossible()) {
      return List.of(
          Figure.skipped("NOT RUN: it needs root and ip(8), for a network that drops packets"));
    }
    OtherNetwork network = stage.keep(new OtherNetwork());
    stage.add(network.address(), network.inside(), Shape.USUAL);
    for (int i = 0; i < 4; i++) {
      stage.add("127.0.0.1", List.of(), Shape.USUAL);
    }
    stage.openDoor(0);
    Callers callers = stage.call("GET");
    stage.rest(4);
    long at = stage.now();
    network.drop();
    stage.rest(8);
    Calls calls = callers.stop();
    Calls after = calls.between(at, stage.now());
    double p99 = after.millis(0.99);
    return List.of(
        Kills.failed(calls),
        Figure.judged(p99 < 1_000, "p99 %.0f ms", p99),
        Figure.told("%d callers waited over 200 ms", after.where(Silences::waited).count()),
        Figure.told("worst %.0f ms", after.worstMillis()));
  }
}
