package dev.weft.control;

import dev.weft.model.resource.Resource;
import dev.weft.registry.Document;
import dev.weft.registry.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a watch its client gets to see. A resource whose labels change so that it no
 * longer matches is gone for the client, and one that begins to match is new. Belongs to the
 * watch's thread.
 */
final class WatchFilter {
  private final ListQuery query;
  private final @Nullable String name;

  /** Whether each resource matched when last seen; used only where labels select. */
  private final Map<String, Boolean> matched = new HashMap<>();

  WatchFilter(ListQuery query, @Nullable String name) {
    this.query = query;
    this.name = name;
  }

  /** Takes from a listing what the client knew at an earlier revision: all unchanged since. */
  void learn(List<Resource> items, long revision) {
    if (query.labels().isEverything()) {
      return;
    }
    for (Resource item : items) {
      if (item.metadata().resourceVersion() <= revision) {
        matched.put(item.qualifiedName(), query.labels().matches(item.metadata().labels()));
      }
    }
  }

  /** The event as the client should see it; null if it should not. */
  @Nullable Event apply(Event event) {
    Document document = event.document();
    if ((document.kind().confidential() && !query.secrets())
        || (name != null && !name.equals(document.name()))) {
      return null;
    }
    if (!query.fields().isEverything() && !query.fields().matches(event.resource().metadata())) {
      return null;
    }
    return query.labels().isEverything() ? event : byLabels(event);
  }

  private @Nullable Event byLabels(Event event) {
    Resource resource = event.resource();
    boolean matches = query.labels().matches(resource.metadata().labels());
    if (event.type() == Event.Type.DELETED) {
      Boolean before = matched.remove(resource.qualifiedName());
      return Boolean.TRUE.equals(before) || (before == null && matches) ? event : null;
    }
    Boolean before = matched.put(resource.qualifiedName(), matches);
    if (matches) {
      return Boolean.FALSE.equals(before) ? as(Event.Type.ADDED, event) : event;
    }
    // Not known to have been outside before: better one DELETED too many than a stale resource.
    boolean wasOutside = Boolean.FALSE.equals(before) || event.type() == Event.Type.ADDED;
    return wasOutside ? null : as(Event.Type.DELETED, event);
  }

  private static Event as(Event.Type type, Event event) {
    return new Event(type, event.revision(), event.document());
  }
}
