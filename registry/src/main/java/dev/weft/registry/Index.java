package dev.weft.registry;

import dev.weft.model.mesh.SnapshotSource.Subscription;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.store.Store;
import dev.weft.registry.store.StoreChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The catalog in memory, at one revision, with its newest events. It holds the store's own entries,
 * so that a resource is in memory once and as bytes. One thread at a time changes it, under the
 * {@link StoreFollower}'s lock; any reads.
 */
final class Index {
  private static final String AFTER_ALL_NAMES = "~"; // names are of a-z, 0-9, '-' and '.'

  private final ReentrantLock lock = new ReentrantLock();
  private final NavigableMap<String, Store.Entry> entries = new TreeMap<>(Key.STORED_ORDER);

  /** The same, to find one without the lock and without a walk down the tree. */
  private final ConcurrentMap<String, Store.Entry> byKey = new ConcurrentHashMap<>();

  private final History history;
  private final List<IndexListener> listeners;
  private final FreshWrites freshWrites;
  private final List<Runnable> toldOfChanges = new CopyOnWriteArrayList<>();
  private long revision; // of the entries; the history's may be read without the lock

  Index(History history, List<IndexListener> listeners, FreshWrites freshWrites) {
    this.history = history;
    this.listeners = List.copyOf(listeners);
    this.freshWrites = freshWrites;
  }

  @Nullable Document get(Key key) {
    Store.Entry entry = byKey.get(key.stored());
    return entry == null ? null : Document.of(key.kind(), entry);
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

  /** A change on its way into the index; the entry is null where the resource is gone. */
  private record Change(Event event, Store.@Nullable Entry entry) {}

  /** Takes changes over that the store tells of, in their order. Under the follower's lock. */
  void apply(List<StoreChange> stored) {
    if (stored.isEmpty()) {
      return;
    }
    var changes = new ArrayList<Change>(stored.size());
    var coming = new HashMap<String, Store.@Nullable Entry>();
    for (StoreChange one : stored) {
      String key = one.key();
      Change change = change(one, coming.containsKey(key) ? coming.get(key) : byKey.get(key));
      if (change != null) {
        coming.put(key, change.entry);
        changes.add(change);
      }
    }
    changes.forEach(this::tellListeners);
    lock.lock();
    try {
      changes.forEach(this::keep);
      revision = stored.getLast().revision();
      history.append(changes.stream().map(Change::event).toList(), revision);
    } finally {
      lock.unlock();
    }
    toldOfChanges.forEach(Runnable::run);
  }

  /**
   * Null for what does not concern the catalog.
   *
   * @param known what is there before the change
   */
  private static @Nullable Change change(StoreChange change, Store.@Nullable Entry known) {
    return switch (change) {
      case StoreChange.Put(Store.Entry entry) -> {
        Kind kind = StoredKind.of(entry);
        yield kind == null ? null : new Change(written(kind, entry, known), entry);
      }
      case StoreChange.Delete delete -> known == null ? null : deletion(known, delete.revision());
    };
  }

  private static Event written(Kind kind, Store.Entry entry, Store.@Nullable Entry known) {
    Document document = Document.of(kind, entry);
    return known == null
        ? new Event(Event.Type.ADDED, entry.modRevision(), document)
        : new Event(Event.Type.MODIFIED, entry.modRevision(), document, Document.of(kind, known));
  }

  private static Change deletion(Store.Entry last, long at) {
    Kind kind = Key.kindOf(last.key());
    if (kind == null) {
      throw new IllegalStateException(last.key() + " is of no known kind");
    }
    Document document = Document.of(kind, last).deletedAt(at);
    return new Change(new Event(Event.Type.DELETED, at, document), null);
  }

  private void keep(Change change) {
    if (change.entry == null) {
      String key = change.event.document().storedKey();
      entries.remove(key);
      byKey.remove(key);
    } else {
      keep(change.entry);
    }
  }

  private void keep(Store.Entry entry) {
    entries.put(entry.key(), entry);
    byKey.put(entry.key(), entry);
  }

  private void tellListeners(Change change) {
    Event event = change.event;
    Resource fresh = change.entry == null ? null : freshWrites.find(change.entry);
    Event told =
        fresh == null
            ? event
            : new Event(
                event.type(), event.revision(), event.document().decoded(fresh), event.before());
    listeners.forEach(listener -> listener.on(told));
  }

  /** Takes over what is in the store when the registry opens; {@link #introduce} comes after. */
  void load(Store.Range range) {
    lock.lock();
    try {
      Kind kind = null;
      for (Store.Entry entry : range.entries()) {
        kind = StoredKind.of(entry, kind);
        if (kind != null) {
          keep(entry);
        }
      }
      startAt(range.revision());
    } finally {
      lock.unlock();
    }
  }

  private void startAt(long at) {
    revision = at;
    history.restart(at);
  }

  /**
   * Takes over everything that is in the store, where its changes are not known one by one;
   * watchers have to start anew. Under the follower's lock.
   */
  void replaceAll(Store.Range range) {
    List<Change> changes = differences(range);
    changes.forEach(this::tellListeners);
    lock.lock();
    try {
      changes.forEach(this::keep);
      startAt(range.revision());
    } finally {
      lock.unlock();
    }
    toldOfChanges.forEach(Runnable::run);
  }

  /** In revision order, so that whoever follows them ends at the store's revision. */
  private List<Change> differences(Store.Range range) {
    var changes = new ArrayList<Change>();
    var gone = new HashMap<>(byKey);
    for (Store.Entry entry : range.entries()) {
      Store.Entry known = gone.remove(entry.key());
      if (known == null || known.modRevision() != entry.modRevision()) {
        Change change = change(new StoreChange.Put(entry), known);
        if (change != null) {
          changes.add(change);
        }
      }
    }
    gone.values().forEach(last -> changes.add(deletion(last, range.revision())));
    changes.sort(Comparator.comparingLong(change -> change.event.revision()));
    return changes;
  }

  /**
   * Tells the listeners of what is there, a step at a time, so that changes go on meanwhile: each
   * hears of a resource as it then is, and of every later change after that. Under the follower's
   * lock.
   *
   * @param after the last key of the step before; empty for the first
   * @return the last key of this step; null if there is nothing left
   */
  @Nullable String introduce(Kind kind, String after, int atMost) {
    NavigableMap<String, Store.Entry> all = within(kind, null);
    String last = null;
    int told = 0;
    for (Store.Entry entry : (after.isEmpty() ? all : all.tailMap(after, false)).values()) {
      if (told++ == atMost) {
        return last;
      }
      var event = new Event(Event.Type.ADDED, entry.modRevision(), Document.of(kind, entry));
      listeners.forEach(listener -> listener.on(event));
      last = entry.key();
    }
    return null;
  }

  void close() {
    history.close();
  }
}
