package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.registry.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a watch as one JSON document a line, each sent at once. */
final class WatchLines {
  private final OutputStream out;
  private final WatchFormat format;

  WatchLines(OutputStream out, WatchFormat format) {
    this.out = out;
    this.format = format;
  }

  /**
   * @param event null for one that the client should not see
   */
  void event(@Nullable Event event) throws IOException {
    if (event != null) {
      line(event.type().name(), format.object(event));
    }
  }

  void bookmark(long revision, boolean initialEventsEnd) throws IOException {
    line("BOOKMARK", format.bookmark(revision, initialEventsEnd));
  }

  void error(Failure failure) throws IOException {
    line("ERROR", failure.toTree());
  }

  /**
   * A space, which JSON readers skip and line readers hold back until the next line. The first one
   * takes the head of the answer along, so that the client knows that it watches; later ones find
   * out whether the client is still there.
   */
  void heartbeat() throws IOException {
    out.write(' ');
    out.flush();
  }

  private void line(String type, Map<String, Object> object) throws IOException {
    var line = new LinkedHashMap<String, Object>();
    line.put("type", type);
    line.put("object", object);
    out.write(Json.write(line));
    out.write('\n');
    out.flush();
  }
}
