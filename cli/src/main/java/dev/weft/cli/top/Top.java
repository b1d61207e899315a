package dev.weft.cli.top;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.api.ApiClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks for the signals again and again and shows them, until somebody has seen enough. */
public final class Top {
  private static final int FRAME = 3; // the line above the table and the two below
  private static final char CONTROL_C = 3;

  private final ApiClient client;
  private final String path;
  private final Duration every;
  private final int count;
  private final Map<String, String> environment;
  private Scope scope;
  private Figure sort;
  private Map<String, Object> last = Map.of();

  /**
   * @param path of the signals, with its query
   * @param every how long from one table to the next
   * @param count how many tables; 0 for no end
   */
  public Top(
      ApiClient client,
      String path,
      Scope scope,
      Figure sort,
      Duration every,
      int count,
      Map<String, String> environment) {
    this.client = client;
    this.path = path;
    this.scope = scope;
    this.sort = sort;
    this.every = every;
    this.count = count;
    this.environment = environment;
  }

  /**
   * Shows tables until there were as many as wanted or somebody presses q.
   *
   * @throws CommandFailure if the registry does not answer the first time
   */
  public void run(PrintStream out) throws InterruptedException {
    last = client.get(path).orFail().body();
    try (Screen screen = Screen.open(out, count == 1, environment)) {
      @Nullable String trouble = null;
      for (int shown = 1; ; shown++) {
        Screen.Size size = screen.size(environment);
        draw(screen, size, trouble);
        if (shown == count || !waits(screen, size, trouble)) {
          return;
        }
        trouble = ask();
      }
    }
  }

  /** Asks again; a registry that is away for a while is no reason to end. */
  private @Nullable String ask() {
    try {
      last = client.get(path).orFail().body();
      return null;
    } catch (CommandFailure e) {
      return e.getMessage();
    }
  }

  /** Until the next table is due; false if somebody has seen enough. */
  private boolean waits(Screen screen, Screen.Size size, @Nullable String trouble)
      throws InterruptedException {
    @Nullable Character key = screen.key(every);
    while (key != null) {
      if (key == 'q' || key == CONTROL_C) {
        return false;
      }
      turn(key);
      draw(screen, size, trouble);
      key = screen.key(Duration.ZERO);
    }
    return true;
  }

  private void turn(char key) {
    for (Scope one : Scope.values()) {
      if (one.key() == key) {
        scope = one;
      }
    }
    sort = Objects.requireNonNullElse(Figure.ofKey(key), sort);
  }

  private void draw(Screen screen, Screen.Size size, @Nullable String trouble) {
    boolean colour = screen.live() && !environment.containsKey("NO_COLOR");
    int height = size.height() == 0 ? 0 : Math.max(2, size.height() - FRAME);
    var lines = new ArrayList<String>();
    lines.add(cut(headline(trouble), size.width()));
    List<String> table = new TopView(scope, sort, size.width(), height, colour).lines(last);
    lines.addAll(table);
    if (table.size() == 1) {
      lines.add(cut(nothing(), size.width()));
    }
    if (screen.live()) {
      lines.add("");
      lines.add(cut(help(), size.width()));
    }
    screen.show(lines);
  }

  private String headline(@Nullable String trouble) {
    if (trouble != null) {
      return "NOT CURRENT: " + trouble;
    }
    double rate = 0;
    if (last.get(Scope.services.list()) instanceof List<?> services) {
      for (Object service : services) {
        rate += Math.max(0, orZero(Figure.rate.of((Map<?, ?>) service)));
      }
    }
    return String.format(
        Locale.ROOT,
        "%s: %.1f calls/s, mean of the last %s s",
        scope.list(),
        rate,
        last.get("windowSeconds"));
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  private static String nothing() {
    return "No calls in this time. Calls go through the broker: curl http://NAME.localhost:7071/";
  }

  private static String help() {
    return "q ends   show: v services  r routees  p pairs  e edges   sort: c calls  s success"
        + "  5 p50  9 p95  l p99  i in flight  t retries";
  }

  private static String cut(String line, int width) {
    return width == 0 || line.length() <= width ? line : line.substring(0, width - 1) + "…";
  }
}
