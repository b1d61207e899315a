package dev.weft.registry;

import dev.weft.model.mesh.SnapshotSource.Subscription;
import dev.weft.model.resource.Kind;
import dev.weft.registry.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The catalog in memory, at one revision, with its newest events. It holds the store's own entries,
 * so that a resource is in memory once and as bytes. One thread changes it: the {@link
 * StoreFollower}'s; any reads.
 */
final class Index {
  private static final int HISTORY_EVENTS = 16_384;
  private static final long HISTORY_BYTES = 64L << 20;
  private static final String AFTER_ALL_NAMES = "~"; // names are of a-z, 0-9, '-' and '.'

  private final ReentrantLock lock = new ReentrantLock();
  private final NavigableMap<String, Store.Entry> entries = new TreeMap<>(Key.STORED_ORDER);
  private final History history = new History(HISTORY_EVENTS, HISTORY_BYTES);
  private final List<IndexListener> listeners;
  private final List<Runnable> toldOfChanges = new CopyOnWriteArrayList<>();
  private long revision; // of the entries; the history's may be read without the lock

  Index(List<IndexListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Nullable Document get(Key key) {
    Store.Entry entry = entry(key.stored());
    return entry == null ? null : Document.of(key.kind(), entry);
  }

  private Store.@Nullable Entry entry(String key) {
    lock.lock();
    try {
      return entries.get(key);
    } finally {
      lock.unlock();
    }
  }

  Listing list(Kind kind, @Nullable String namespace) {
    lock.lock();
    try {
      var documents = new ArrayList<Document>();
      within(kind, namespace).values().forEach(entry -> documents.add(Document.of(kind, entry)));
      return new Listing(revision, documents);
    } finally {
      lock.unlock();
    }
  }

  private NavigableMap<String, Store.Entry> within(Kind kind, @Nullable String namespace) {
    String folder = Key.within(kind, namespace);
    return entries.subMap(folder, false, folder + AFTER_ALL_NAMES, true);
  }

  boolean holdsAny(String namespace) {
    lock.lock();
    try {
      for (Kind kind : Kind.values()) {
        if (kind.namespaced() && !within(kind, namespace).isEmpty()) {
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** The events after a revision that the history still knows. */
  History.Cursor after(long afterRevision) {
    lock.lock();
    try {
      return history.after(afterRevision);
    } finally {
      lock.unlock();
    }
  }

  /** What is there now, by revision, and the place in the history right after it. */
  Opening open(@Nullable Kind kind, @Nullable String namespace) {
    lock.lock();
    try {
      var present = new ArrayList<Document>();
      for (Kind one : Kind.values()) {
        if ((kind == null || kind == one) && (namespace == null || one.namespaced())) {
          present.addAll(list(one, namespace).documents());
        }
      }
      present.sort(Comparator.comparingLong(Document::revision));
      return new Opening(revision, present, history.after(revision));
    } finally {
      lock.unlock();
    }
  }

  record Opening(long revision, List<Document> present, History.Cursor then) {}

  long revision() {
    return history.revision();
  }

  /** Waits until the index has come to a revision. */
  void await(long wanted) {
    history.await(wanted);
  }

  /** Calls back after changes, on the catalog's thread. */
  Subscription onChange(Runnable told) {
    toldOfChanges.add(told);
    return () -> toldOfChanges.remove(told);
  }

  /** A resource was written. */
  void put(Kind kind, Store.Entry entry) {
    boolean known = entry(entry.key()) != null;
    var document = Document.of(kind, entry);
    apply(
        new Event(known ? Event.Type.MODIFIED : Event.Type.ADDED, entry.modRevision(), document),
        entry);
  }

  /** A resource is gone. */
  void remove(Kind kind, String key, long at) {
    Store.Entry last = entry(key);
    if (last == null) {
      skipTo(at);
    } else {
      apply(new Event(Event.Type.DELETED, at, Document.of(kind, last).deletedAt(at)), null);
    }
  }

  /** The store moved on without a change that concerns the catalog. */
  void skipTo(long at) {
    lock.lock();
    try {
      revision = Math.max(revision, at);
      history.skipTo(at);
    } finally {
      lock.unlock();
    }
  }

  private void apply(Event event, Store.@Nullable Entry entry) {
    tellListeners(event);
    lock.lock();
    try {
      change(event, entry);
      revision = event.revision();
      history.append(List.of(event));
    } finally {
      lock.unlock();
    }
    toldOfChanges.forEach(Runnable::run);
  }

  private void change(Event event, Store.@Nullable Entry entry) {
    if (entry == null) {
      entries.remove(event.document().storedKey());
    } else {
      entries.put(entry.key(), entry);
    }
  }

  /** Takes over everything that is in the store; watchers have to start anew. */
  void replaceAll(List<Stored> stored, long at) {
    List<Change> changes = differences(stored, at);
    changes.forEach(change -> tellListeners(change.event));
    lock.lock();
    try {
      changes.forEach(change -> change(change.event, change.entry));
      revision = at;
      history.restart(at);
    } finally {
      lock.unlock();
    }
    toldOfChanges.forEach(Runnable::run);
  }

  /** An entry of a kind that this version knows. */
  record Stored(Kind kind, Store.Entry entry) {}

  private record Change(Event event, Store.@Nullable Entry entry) {}

  /** In revision order, so that whoever follows them ends at the store's revision. */
  private List<Change> differences(List<Stored> stored, long at) {
    var changes = new ArrayList<Change>();
    var gone = new HashMap<>(entries);
    for (Stored one : stored) {
      Store.Entry known = gone.remove(one.entry.key());
      long version = one.entry.modRevision();
      if (known == null || known.modRevision() != version) {
        Event.Type type = known == null ? Event.Type.ADDED : Event.Type.MODIFIED;
        changes.add(
            new Change(new Event(type, version, Document.of(one.kind, one.entry)), one.entry));
      }
    }
    gone.forEach((key, entry) -> {
      Document last = Document.of(kindOf(key), entry).deletedAt(at);
      changes.add(new Change(new Event(Event.Type.DELETED, at, last), null));
    });
    changes.sort(Comparator.comparingLong(change -> change.event.revision()));
    return changes;
  }

  private static Kind kindOf(String key) {
    Kind kind = Key.kindOf(key);
    if (kind == null) {
      throw new IllegalStateException(key + " is of no known kind");
    }
    return kind;
  }

  private void tellListeners(Event event) {
    listeners.forEach(listener -> listener.on(event));
  }

  void close() {
    history.close();
  }
}
