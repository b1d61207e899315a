package dev.weft.registry;

import dev.weft.model.resource.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** First what was there when it was opened, then what the index's history tells. */
final class CatalogWatch implements Watch {
  private final Queue<Document> present;
  private final History.Cursor cursor;
  private final Predicate<Document> wanted;

  /**
   * @param present in the order of their revisions
   */
  CatalogWatch(List<Document> present, History.Cursor cursor, Predicate<Document> wanted) {
    this.present = new ArrayDeque<>(present);
    this.cursor = cursor;
    this.wanted = wanted;
  }

  /** Documents of a kind, where one is given, in a namespace, where one is given. */
  static Predicate<Document> only(@Nullable Kind kind, @Nullable String namespace) {
    if (kind == null) {
      return namespace == null
          ? document -> true
          : document -> document.namespace().equals(namespace);
    }
    if (namespace == null) {
      return document -> document.kind() == kind;
    }
    String within = Key.within(kind, namespace);
    return document -> document.storedKey().startsWith(within);
  }

  @Override
  public @Nullable Event poll(Duration timeout) throws InterruptedException {
    Document first = present.poll();
    return first != null
        ? new Event(Event.Type.ADDED, first.revision(), first)
        : cursor.next(wanted, timeout);
  }

  @Override
  public void close() {
    cursor.close();
  }
}
