package dev.weft.registry.store;

import dev.weft.registry.store.Store.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a store holds at one revision, in memory. Belongs to one thread, or to a lock. */
final class Contents implements BatchReader.Target {
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private long revision;
  private long bytes;

  long revision() {
    return revision;
  }

  /** What a snapshot of it takes, about. */
  long bytes() {
    return bytes;
  }

  @Nullable Entry get(String key) {
    return entries.get(key);
  }

  /** By key. */
  List<Entry> all() {
    return new ArrayList<>(entries.values());
  }

  Store.Range range(String prefix) {
    if (prefix.isEmpty()) {
      return new Store.Range(revision, all());
    }
    var found = new ArrayList<Entry>();
    for (Entry entry : entries.tailMap(prefix).values()) {
      if (!entry.key().startsWith(prefix)) {
        break;
      }
      found.add(entry);
    }
    return new Store.Range(revision, found);
  }

  void apply(StoreChange change) {
    switch (change) {
      case StoreChange.Put put -> put(put.entry());
      case StoreChange.Delete delete -> delete(delete.key(), delete.revision());
    }
  }

  @Override
  public void put(Entry entry) {
    Entry old = entries.put(entry.key(), entry);
    bytes += BatchBuffer.sizeOf(entry) - (old == null ? 0 : BatchBuffer.sizeOf(old));
    revision = Math.max(revision, entry.modRevision());
  }

  @Override
  public void delete(String key, long deleteRevision) {
    Entry old = entries.remove(key);
    bytes -= old == null ? 0 : BatchBuffer.sizeOf(old);
    revision = Math.max(revision, deleteRevision);
  }

  /** Of a snapshot, whose last write may have been a removal. */
  @Override
  public void end(long endRevision, long count) {
    revision = Math.max(revision, endRevision);
  }
}
