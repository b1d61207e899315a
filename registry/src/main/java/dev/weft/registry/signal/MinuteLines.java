package dev.weft.registry.signal;

import dev.weft.model.mesh.ServiceName;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The lines of the minutes' files: twelve words with tabs between. */
final class MinuteLines {
  private static final int WORDS = 12;
  private static final char TAB = '\t';

  private MinuteLines() {}

  static String write(SeriesBook.Named named) {
    SeriesName name = named.name();
    Point point = named.point();
    return String.join(
            String.valueOf(TAB),
            Long.toString(point.second()),
            name.service().namespace(),
            name.service().name(),
            name.of().name().toLowerCase(Locale.ROOT),
            name.name().replace(TAB, ' ').replace('\n', ' '),
            Long.toString(point.calls()),
            Long.toString(point.failed()),
            Long.toString(point.retries()),
            String.format(Locale.ROOT, "%.2f", point.inFlight()),
            millis(point.p50Millis()),
            millis(point.p95Millis()),
            millis(point.p99Millis()))
        + "\n";
  }

  private static String millis(float value) {
    return Float.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  /**
   * Reads a line of a service that begins at a second or later.
   *
   * @return null for another service, an earlier line, or one that is damaged
   */
  static SeriesBook.@Nullable Named read(String line, ServiceName service, long since) {
    String[] words = line.split("\t", -1);
    if (words.length != WORDS
        || !words[2].equals(service.name())
        || !words[1].equals(service.namespace())) {
      return null;
    }
    try {
      long second = Long.parseLong(words[0]);
      var of = SeriesName.Of.valueOf(words[3].toUpperCase(Locale.ROOT));
      return second < since
          ? null
          : new SeriesBook.Named(
              new SeriesName(service, of, words[4]),
              new Point(
                  second,
                  Long.parseLong(words[5]),
                  Long.parseLong(words[6]),
                  Long.parseLong(words[7]),
                  Double.parseDouble(words[8]),
                  millis(words[9]),
                  millis(words[10]),
                  millis(words[11])));
    } catch (IllegalArgumentException e) {
      return null; // torn by the end of a process, or by hand
    }
  }

  private static float millis(String word) {
    return word.isEmpty() ? Float.NaN : Float.parseFloat(word);
  }
}
