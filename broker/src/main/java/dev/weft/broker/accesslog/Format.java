package dev.weft.broker.accesslog;

import dev.weft.broker.observe.Trail;
import dev.weft.broker.observe.TrailTree;
import dev.weft.model.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** How a line is written; queries are in neither. */
public enum Format {
  /** An object with the fields of an exchange but for its tries. */
  JSON {
    @Override
    String line(Trail trail, Clock clock) {
      Map<String, Object> tree = TrailTree.of(trail, clock);
      tree.remove("tries");
      tree.remove("summary");
      return MAPPER.writeValueAsString(tree);
    }
  },
  /** NCSA's Common Log Format, with the caller's name in the user's place. */
  COMMON {
    @Override
    String line(Trail trail, Clock clock) {
      String time = TIME.format(TrailTree.began(trail, clock).atZone(ZoneOffset.UTC));
      String request =
          trail.method() + " " + trail.path() + " " + trail.protocol().toUpperCase(Locale.ROOT);
      return orDash(trail.callerAddress())
          + " - "
          + orDash(trail.caller())
          + " ["
          + time
          + "] \""
          + escaped(request)
          + "\" "
          + trail.outcome().status()
          + " "
          + (trail.bytesOut() == 0 ? "-" : Long.toString(trail.bytesOut()));
    }
  };

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

  abstract String line(Trail trail, Clock clock);

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text.replaceAll("[\\s\"\\p{Cntrl}]", "_");
  }

  /** What a caller writes must neither end the field nor the line. */
  private static String escaped(String text) {
    var safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        safe.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f) {
        safe.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }
}
