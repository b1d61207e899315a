package dev.weft.registry.store;

import dev.weft.registry.store.Store.Entry;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads what {@link ContentsWriter} wrote, and makes sure that it is all of it. Belongs to one
 * thread.
 */
final class ContentsReader implements BatchReader.Target {
  private final BatchReader batches;
  private final FileHeader header;
  private final BatchReader.Target target;
  private long entries;
  private boolean ended;

  /**
   * @param in stands behind the header
   * @param target gets every entry and the end
   */
  ContentsReader(InputStream in, FileHeader header, BatchReader.Target target) {
    this.batches = new BatchReader(in, header);
    this.header = header;
    this.target = target;
  }

  /**
   * @return false if anything is missing, damaged or too much; {@link #position} says where
   */
  boolean readAll(InputStream in) throws IOException {
    while (!ended) {
      if (!batches.next(header.revision())) {
        return false;
      }
      batches.forEach(this);
    }
    return in.read() < 0;
  }

  /** Up to where it was read. */
  long position() {
    return batches.position();
  }

  @Override
  public void put(Entry entry) {
    entries++;
    target.put(entry);
  }

  @Override
  public void delete(String key, long revision) {
    throw new IllegalArgumentException("a removal among contents: " + key);
  }

  @Override
  public void end(long revision, long count) {
    if (count != entries || revision != header.revision()) {
      throw new IllegalArgumentException(
          count + " entries at revision " + revision + " are said, " + entries + " are there");
    }
    ended = true;
    target.end(revision, count);
  }
}
