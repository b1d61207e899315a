package dev.weft.control;

import dev.weft.registry.Document;
import dev.weft.registry.Event;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a watch its client gets to see. A resource whose labels change so that it no
 * longer matches is gone for the client, and one that begins to match is new. Immutable.
 *
 * @param name of the only resource that is watched; null for all
 */
record WatchFilter(ListQuery query, @Nullable String name) {

  /** The event as the client should see it; null if it should not. */
  @Nullable Event apply(Event event) {
    Document document = event.document();
    if ((document.kind().confidential() && !query.secrets())
        || (name != null && !name.equals(document.name()))
        || !query.fields().matches(document)) {
      return null;
    }
    return query.labels().isEverything() ? event : byLabels(event);
  }

  private @Nullable Event byLabels(Event event) {
    boolean matches = query.labels().matches(event.document());
    Document before = event.before();
    if (before == null) { // it came, or went as it was last
      return matches ? event : null;
    }
    boolean matched = query.labels().matches(before);
    if (matches) {
      return matched ? event : event.asAdded();
    }
    return matched ? event.asDeleted() : null;
  }
}
