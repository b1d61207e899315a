package dev.weft.registry.store;

import dev.weft.registry.store.Store.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes everything that a store holds at one revision: as a snapshot, or as a backup. */
final class ContentsWriter {
  private static final int BATCH_BYTES = 256 << 10;

  private ContentsWriter() {}

  /** Takes the bytes in their order, and all of those that remain in each buffer. */
  interface Sink {
    void write(ByteBuffer bytes) throws IOException;
  }

  static void write(FileHeader header, List<Entry> entries, Sink sink) throws IOException {
    sink.write(header.toBytes());
    var batch = new BatchBuffer();
    int checksum = header.checksum();
    for (Entry entry : entries) {
      batch.put(entry);
      if (batch.size() >= BATCH_BYTES) {
        sink.write(batch.seal(header, header.revision(), checksum));
        checksum = batch.checksum();
        batch.clear();
      }
    }
    batch.end(header.revision(), entries.size());
    sink.write(batch.seal(header, header.revision(), checksum));
  }
}
