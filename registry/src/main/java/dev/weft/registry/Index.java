package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.store.Journal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The catalog in memory, at one revision, with its newest events. One thread changes it: the {@link
 * StoreFollower}'s; any reads.
 */
final class Index {
  private static final int HISTORY = 16_384;
  private static final String AFTER_ALL_NAMES = "~"; // names are of a-z, 0-9, '-' and '.'

  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Key, Resource> resources = new TreeMap<>();
  private final Journal<Event> journal = new Journal<>(HISTORY, 0);
  private final List<IndexListener> listeners;
  private long revision; // of the resources; the journal's may be read without the lock

  Index(List<IndexListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Nullable Resource get(Key key) {
    lock.lock();
    try {
      return resources.get(key);
    } finally {
      lock.unlock();
    }
  }

  Listing list(@Nullable Kind kind, @Nullable String namespace) {
    lock.lock();
    try {
      var items = new ArrayList<Resource>();
      range(kind, namespace)
          .forEach((key, resource) -> {
            if (namespace == null || key.namespace().equals(namespace)) {
              items.add(resource);
            }
          });
      return new Listing(revision, items);
    } finally {
      lock.unlock();
    }
  }

  /** Where these lie: exactly for a kind, or for a kind in a namespace, and more otherwise. */
  private Map<Key, Resource> range(@Nullable Kind kind, @Nullable String namespace) {
    if (kind == null) {
      return resources;
    }
    String first = namespace == null ? "" : namespace;
    String behind = namespace == null ? AFTER_ALL_NAMES : namespace;
    return resources.subMap(
        new Key(kind, first, ""), true, new Key(kind, behind, AFTER_ALL_NAMES), true);
  }

  boolean holdsAny(String namespace) {
    lock.lock();
    try {
      return resources.keySet().stream().anyMatch(key -> key.namespace().equals(namespace));
    } finally {
      lock.unlock();
    }
  }

  /** The events after a revision that the journal still knows. */
  Journal<Event>.Cursor after(long afterRevision) {
    return journal.after(afterRevision);
  }

  long revision() {
    return journal.revision();
  }

  /** Waits until the index has come to a revision. */
  void await(long wanted) {
    journal.await(wanted);
  }

  /** A resource was written. */
  void put(Resource resource) {
    boolean known = get(Key.of(resource)) != null;
    long at = resource.metadata().resourceVersion();
    apply(new Event(known ? Event.Type.MODIFIED : Event.Type.ADDED, at, resource));
  }

  /** A resource is gone. */
  void remove(Key key, long at) {
    Resource last = get(key);
    if (last == null) {
      skipTo(at);
    } else {
      apply(new Event(Event.Type.DELETED, at, Documents.withRevision(last, at)));
    }
  }

  /** The store moved on without a change that concerns the catalog. */
  void skipTo(long at) {
    lock.lock();
    try {
      revision = Math.max(revision, at);
      journal.skipTo(at);
    } finally {
      lock.unlock();
    }
  }

  private void apply(Event event) {
    tellListeners(event);
    lock.lock();
    try {
      change(event);
      revision = event.revision();
      journal.append(event.revision(), event);
    } finally {
      lock.unlock();
    }
  }

  /** Takes over everything that is in the store; watchers have to start anew. */
  void replaceAll(Map<Key, Resource> stored, long at) {
    List<Event> events = differences(stored, at);
    events.forEach(this::tellListeners);
    lock.lock();
    try {
      events.forEach(this::change);
      revision = at;
      journal.restart(at);
    } finally {
      lock.unlock();
    }
  }

  /** In revision order, so that whoever follows them ends at the store's revision. */
  private List<Event> differences(Map<Key, Resource> stored, long at) {
    var events = new ArrayList<Event>();
    stored.forEach((key, resource) -> {
      Resource known = get(key);
      long version = resource.metadata().resourceVersion();
      if (known == null) {
        events.add(new Event(Event.Type.ADDED, version, resource));
      } else if (known.metadata().resourceVersion() != version) {
        events.add(new Event(Event.Type.MODIFIED, version, resource));
      }
    });
    for (Resource known : list(null, null).items()) {
      if (!stored.containsKey(Key.of(known))) {
        events.add(new Event(Event.Type.DELETED, at, Documents.withRevision(known, at)));
      }
    }
    events.sort(Comparator.comparingLong(Event::revision));
    return events;
  }

  private void tellListeners(Event event) {
    listeners.forEach(listener -> listener.on(event));
  }

  private void change(Event event) {
    if (event.type() == Event.Type.DELETED) {
      resources.remove(Key.of(event.resource()));
    } else {
      resources.put(Key.of(event.resource()), event.resource());
    }
  }

  /** What is there now as events, and the place in the journal right after it. */
  Opening open(@Nullable Kind kind, @Nullable String namespace) {
    lock.lock();
    try {
      List<Event> present =
          list(kind, namespace).items().stream()
              .map(item -> new Event(Event.Type.ADDED, item.metadata().resourceVersion(), item))
              .sorted(Comparator.comparingLong(Event::revision))
              .toList();
      return new Opening(present, journal.after(revision));
    } finally {
      lock.unlock();
    }
  }

  record Opening(List<Event> present, Journal<Event>.Cursor then) {}

  void close() {
    journal.close();
  }
}
