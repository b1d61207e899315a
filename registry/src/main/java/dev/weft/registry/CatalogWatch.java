package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.store.CompactedException;
import dev.weft.registry.store.Journal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** First what was there when it was opened, then what the index's journal tells. */
final class CatalogWatch implements Watch {
  private final Queue<Event> present;
  private final Journal<Event>.Cursor cursor;
  private final Predicate<Event> wanted;

  CatalogWatch(List<Event> present, Journal<Event>.Cursor cursor, Predicate<Event> wanted) {
    this.present = new ArrayDeque<>(present);
    this.cursor = cursor;
    this.wanted = wanted;
  }

  /** The events of a kind, where one is given, in a namespace, where one is given. */
  static Predicate<Event> only(@Nullable Kind kind, @Nullable String namespace) {
    return event -> {
      Resource resource = event.resource();
      return (kind == null || resource.kind() == kind)
          && (namespace == null || resource.metadata().namespace().equals(namespace));
    };
  }

  @Override
  public @Nullable Event poll(Duration timeout) throws InterruptedException {
    Event first = present.poll();
    if (first != null) {
      return first;
    }
    try {
      return cursor.next(wanted, timeout);
    } catch (CompactedException e) {
      throw new CatalogException.RevisionGone("this watch was too slow: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    cursor.close();
  }
}
