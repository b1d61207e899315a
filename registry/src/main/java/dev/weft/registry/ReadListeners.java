package dev.weft.registry;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import java.util.List;

/**
 * Listeners that want the fields of routees and of what brokers run: each document is decoded once
 * for all of them, and not at all if it is of another kind.
 */
record ReadListeners(List<IndexListener> listeners) implements IndexListener {
  private static final System.Logger LOG = System.getLogger(ReadListeners.class.getName());

  ReadListeners {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void on(Event event) {
    Document document = event.document();
    if (document.kind() != Kind.ROUTEE && !Programming.concerns(document.kind())) {
      return;
    }
    try {
      Event read =
          event.type() == Event.Type.DELETED
              ? event
              : new Event(
                  event.type(),
                  event.revision(),
                  document.decoded(document.resource()),
                  event.before());
      listeners.forEach(listener -> listener.on(read));
    } catch (InvalidResourceException e) {
      // Stored by a version with other rules: the mesh leaves it out, and so do leases.
      LOG.log(System.Logger.Level.WARNING, "no lease is kept for " + document, e);
    }
  }
}
