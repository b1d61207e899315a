package dev.weft.control;

import dev.weft.control.table.Tables;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a watch shows its objects. Belongs to the watch's thread. */
sealed interface WatchFormat {
  /** Marks the bookmark after which a client knows all that existed when its watch began. */
  Map<String, Object> INITIAL_EVENTS_END =
      Map.of("annotations", Map.of("k8s.io/initial-events-end", "true"));

  Map<String, Object> object(Event event);

  Map<String, Object> bookmark(long revision, boolean initialEventsEnd);

  /**
   * As documents.
   *
   * @param kind null where all kinds are watched
   */
  record Documents(@Nullable Kind kind) implements WatchFormat {
    @Override
    public Map<String, Object> object(Event event) {
      Map<String, Object> tree = event.resource().toTree();
      if (event.type() == Event.Type.DELETED) {
        putRevision(tree, event.revision());
      }
      return tree;
    }

    @Override
    public Map<String, Object> bookmark(long revision, boolean initialEventsEnd) {
      var metadata = new LinkedHashMap<String, Object>();
      metadata.put("resourceVersion", Long.toString(revision));
      if (initialEventsEnd) {
        metadata.putAll(INITIAL_EVENTS_END);
      }
      var tree = new LinkedHashMap<String, Object>();
      tree.put("apiVersion", kind == null ? Kind.ROUTEE.apiVersion() : kind.apiVersion());
      tree.put("kind", kind == null ? "Bookmark" : kind.kindName());
      tree.put("metadata", metadata);
      return tree;
    }

    /** A deletion has a revision of its own, from which a client may go on watching. */
    private static void putRevision(Map<String, Object> tree, long revision) {
      if (tree.get("metadata") instanceof Map<?, ?> metadata) {
        var changed = new LinkedHashMap<Object, Object>(metadata);
        changed.put("resourceVersion", Long.toString(revision));
        tree.put("metadata", changed);
      }
    }
  }

  /** As tables of one row each; the first describes the columns. */
  final class Table implements WatchFormat {
    private final Kind kind;
    private final Tables.RowObject rowObject;
    private final Clock clock;
    private final Supplier<List<Resource>> routees;
    private boolean described;

    Table(Kind kind, Tables.RowObject rowObject, Clock clock, Supplier<List<Resource>> routees) {
      this.kind = kind;
      this.rowObject = rowObject;
      this.clock = clock;
      this.routees = routees;
    }

    @Override
    public Map<String, Object> object(Event event) {
      return table(List.of(event.resource()), event.revision());
    }

    @Override
    public Map<String, Object> bookmark(long revision, boolean initialEventsEnd) {
      return table(List.of(), revision);
    }

    private Map<String, Object> table(List<Resource> rows, long revision) {
      boolean header = !described;
      described = true;
      return Tables.of(kind, rows, revision, header, rowObject, clock.wall(), routees);
    }
  }
}
