package dev.weft.registry.store;

/** One write, as a watch tells it. */
public sealed interface StoreChange {
  /** Of the write. */
  long revision();

  String key();

  /** A value was written. */
  record Put(Store.Entry entry) implements StoreChange {
    @Override
    public long revision() {
      return entry.modRevision();
    }

    @Override
    public String key() {
      return entry.key();
    }
  }

  /** A key was removed. */
  record Delete(String key, long revision) implements StoreChange {}
}
