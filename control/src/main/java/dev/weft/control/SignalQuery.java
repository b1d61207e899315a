package dev.weft.control;

import dev.weft.model.observe.EdgeName;
import dev.weft.model.resource.Fields;
import dev.weft.registry.signal.Signals;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which signals a caller of the API wants.
 *
 * @param namespace of the services; null for all
 * @param service empty for all
 * @param caller who calls; empty for all
 */
record SignalQuery(
    @Nullable String namespace, String service, String caller, int windowSeconds, boolean watch) {
  private static final int DEFAULT_TABLE_SECONDS = 10;
  private static final int DEFAULT_SERIES_SECONDS = 900;

  /**
   * Of a table.
   *
   * @throws Refusal naming the parameter that is wrong
   */
  static SignalQuery ofTable(Call call, @Nullable String namespace) {
    return new SignalQuery(
        namespace,
        call.query("service").orElse(""),
        call.query("caller").orElse(""),
        window(call, DEFAULT_TABLE_SECONDS, 1, Signals.MOST_TABLE_SECONDS, "1s to 60s"),
        ListQuery.flag(call, "watch"));
  }

  /**
   * The seconds of a series.
   *
   * @throws Refusal naming the parameter that is wrong
   */
  static int ofSeries(Call call) {
    return window(call, DEFAULT_SERIES_SECONDS, 60, Signals.MOST_SERIES_SECONDS, "1m to 24h");
  }

  private static int window(Call call, int usual, int least, int most, String accepted) {
    String text = call.query("window").orElse("");
    if (text.isEmpty()) {
      return usual;
    }
    Duration read = Fields.parseDuration(text);
    if (read == null
        || read.toMillis() % 1_000 != 0
        || read.toSeconds() < least
        || read.toSeconds() > most) {
      throw Refusal.badField("window", text, accepted + ", such as 30s, 15m or 2h");
    }
    return (int) read.toSeconds();
  }

  boolean matches(EdgeName edge) {
    return (namespace == null || namespace.equals(edge.service().namespace()))
        && (service.isEmpty() || service.equals(edge.service().name()))
        && (caller.isEmpty() || caller.equals(edge.caller()));
  }
}
