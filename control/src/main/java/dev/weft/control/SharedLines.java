package dev.weft.control;

import dev.weft.control.http.Line;
import dev.weft.registry.Document;
import dev.weft.registry.Event;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The newest lines of one format, each made once for all watches that show it. Safe for use by any
 * thread.
 */
final class SharedLines {
  /** Watches that keep up are at most a few events apart. */
  private static final int KEPT = 128;

  /** Large ones are rare: they are made again rather than kept. */
  private static final int KEPT_BYTES = 32 * 1024;

  private record Made(Event.Type type, Document document, Line line) {
    boolean shows(Event event) {
      return document == event.document() && type == event.type();
    }
  }

  private final AtomicReferenceArray<@Nullable Made> ring = new AtomicReferenceArray<>(KEPT);

  /** The line of an event. */
  Line of(Event event, Function<Event, Line> maker) {
    int slot = (int) (event.revision() % KEPT);
    Made made = ring.get(slot);
    if (made != null && made.shows(event)) {
      return made.line;
    }
    synchronized (this) { // other loops want the same line at the same time
      made = ring.get(slot);
      if (made != null && made.shows(event)) {
        return made.line;
      }
      Line line = maker.apply(event);
      if (line.length() <= KEPT_BYTES) {
        ring.set(slot, new Made(event.type(), event.document(), line));
      }
      return line;
    }
  }
}
