package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Callers;
import dev.weft.bench.fault.call.Calls;
import dev.weft.bench.fault.front.Address;
import dev.weft.bench.fault.front.Weft;
import dev.weft.bench.fault.routee.Behaviour;
import dev.weft.bench.fault.routee.Behaviour.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Retries that could become a storm. */
final class Storms {
  private static final double MOST = 1.2;

  /** What the budget gives beside its share, in a second. */
  private static final double FLOOR = 10;

  private Storms() {}

  static List<Figure> onlyUnavailable(Stage stage) throws IOException {
    stage.open(Shape.USUAL);
    stage.routees().forEach(routee -> routee.behave(Behaviour.always(Way.UNAVAILABLE)));
    stage.rest(0.2);
    var figures = new ArrayList<Figure>();
    figures.add(ratio(stage, stage.call("GET"), ""));
    if (stage.door() instanceof Weft.WeftDoor && !stage.setting().brief()) {
      figures.add(throughThree(stage));
    }
    return figures;
  }

  private static Figure ratio(Stage stage, Callers callers, String where) {
    long at = stage.now();
    stage.rest(stage.setting().brief() ? 3 : 10);
    Calls calls = callers.stop();
    double ratio = (double) stage.received().count(at, stage.now()) / calls.count();
    double most = MOST + FLOOR / stage.perSecond();
    return Figure.judged(
        ratio < most + 0.005, // as it is printed
        "received ÷ sent %.2f%s of %d",
        ratio,
        where,
        calls.count());
  }

  /** Each broker has the next one for two routees, under two names, so that it may go elsewhere. */
  private static Figure throughThree(Stage stage) throws IOException {
    int port = stage.door().port();
    for (int i = 1; i <= 2; i++) {
      Path work = Files.createDirectories(stage.work().resolve("broker-" + i));
      var front = stage.keep(new Weft(stage.setting().launcher(), work));
      var next =
          List.of(
              new Address(stage.name() + "-a", "127.0.0.1", port),
              new Address(stage.name() + "-b", "localhost", port));
      port = front.open(stage.name(), next, 0).port();
    }
    return ratio(
        stage,
        stage.callAt(port, stage.name(), "GET", stage.perSecond(), Duration.ofSeconds(5)),
        " through three brokers");
  }
}
