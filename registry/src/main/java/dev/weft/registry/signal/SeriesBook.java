package dev.weft.registry.signal;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EdgeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A quarter of an hour of each service, and of its routees and callers: points of one second for
 * two minutes, of five for fifteen. What has had no calls for that long is forgotten.
 */
final class SeriesBook {
  static final int MOST = 1_000;
  private static final int FINE = 120;
  private static final int MIDDLE_SECONDS = 5;
  private static final int MIDDLE = 180;
  private static final int FORGOTTEN_SECONDS = MIDDLE_SECONDS * MIDDLE;
  static final int MINUTE = 60;

  private static final class Series {
    final PointRing fine = new PointRing(1, FINE);
    final PointRing middle = new PointRing(MIDDLE_SECONDS, MIDDLE);
    final PointRing minute = new PointRing(MINUTE, 0);
    long usedSecond;
  }

  /** The point of a series. */
  record Named(SeriesName name, Point point) {}

  private final Map<SeriesName, Series> all = new HashMap<>();
  private boolean full;

  /** Adds what was said for a second; seconds never go back. */
  void add(EdgeSecond one, long second) {
    EdgeName edge = one.edge();
    add(new SeriesName(edge.service(), SeriesName.Of.SERVICE, ""), one, second);
    add(new SeriesName(edge.service(), SeriesName.Of.CALLER, edge.caller()), one, second);
    if (edge.routee() != null) {
      add(new SeriesName(edge.service(), SeriesName.Of.ROUTEE, edge.routee().name()), one, second);
    }
  }

  private void add(SeriesName name, EdgeSecond one, long second) {
    @Nullable Series series = all.get(name);
    if (series == null) {
      if (all.size() >= MOST) {
        full = true;
        return;
      }
      series = new Series();
      advance(series, second);
      all.put(name, series);
    }
    series.usedSecond = second;
    series.fine.present().add(one);
    series.middle.present().add(one);
    series.minute.present().add(one);
  }

  /** A second has begun: ends the steps before it; returns the minutes that are over. */
  List<Named> advance(long second) {
    var minutes = new ArrayList<Named>();
    all.entrySet()
        .removeIf(entry -> {
          @Nullable Point minute = advance(entry.getValue(), second);
          if (minute != null && !minute.empty()) {
            minutes.add(new Named(entry.getKey(), minute));
          }
          return second - entry.getValue().usedSecond > FORGOTTEN_SECONDS;
        });
    return minutes;
  }

  private static @Nullable Point advance(Series series, long second) {
    series.fine.advance(second);
    series.middle.advance(second);
    return series.minute.advance(second);
  }

  /**
   * A service's points with calls since a second, by series.
   *
   * @param stepSeconds 1 or 5
   */
  Map<SeriesName, List<Point>> since(ServiceName service, int stepSeconds, long second) {
    var found = new HashMap<SeriesName, List<Point>>();
    all.forEach((name, series) -> {
      if (Objects.equals(name.service(), service)) {
        found.put(name, (stepSeconds == 1 ? series.fine : series.middle).since(second));
      }
    });
    return found;
  }

  /** Whether something found no room for its series since the start. */
  boolean isFull() {
    return full;
  }
}
