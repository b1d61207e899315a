package dev.weft.registry.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The folder of one store, in the few operations that a store needs: each is one that a kill or a
 * power loss can come before, after or into the middle of, which is how the tests take it apart.
 *
 * <p>Safe for use by any thread; one thread at a time uses a {@link Writable}.
 */
interface Disk extends Closeable {
  /** The names of the files. */
  List<String> names() throws IOException;

  /** For messages: where a file is. */
  String path(String name);

  /** A file from its beginning. */
  InputStream read(String name) throws IOException;

  /** A file to write to, made if it is not there. */
  Writable open(String name) throws IOException;

  /** Gives a file another name, in place of one that had it. */
  void rename(String from, String to) throws IOException;

  /** Removes a file; nothing happens if there is none. */
  void delete(String name) throws IOException;

  /** Makes every creation, renaming and removal so far durable. */
  void forceNames() throws IOException;

  /** A file that is written to. */
  interface Writable extends Closeable {
    /** Writes all that remains in a buffer, at a position that may lie past the end. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Makes every write so far durable. A file whose force has failed is not to be trusted. */
    void force() throws IOException;

    /** Cuts the file off, or does nothing if it is shorter. */
    void truncate(long length) throws IOException;
  }
}
