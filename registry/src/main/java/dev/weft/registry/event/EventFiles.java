package dev.weft.registry.event;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two files of lines: one that is written to, and the one before. When the first is full it takes
 * the second's place, so that both together always hold at least as many events as fit in one.
 * Belongs to one thread.
 */
final class EventFiles implements AutoCloseable {
  private static final String NOW = "events.jsonl";
  private static final String BEFORE = "events.1.jsonl";

  /** Bounds both files to twice this; ten thousand usual events are a quarter of it. */
  private static final long MOST_BYTES = 8L << 20;

  private final Path now;
  private final Path before;
  private final int mostLines;
  private @Nullable FileChannel channel;
  private int lines;
  private long bytes;

  /** Whether the file may end in half a line. */
  private boolean torn;

  /**
   * @param mostLines of one file
   */
  EventFiles(Path folder, int mostLines) {
    this.now = folder.resolve(NOW);
    this.before = folder.resolve(BEFORE);
    this.mostLines = mostLines;
  }

  /**
   * The number of the newest event, found without reading those before it; 0 if there is none. To
   * be asked before anything is appended.
   */
  long newest() throws IOException {
    long newest = newest(content(before));
    byte[] all = content(now);
    lines = 0;
    for (byte one : all) {
      lines += one == '\n' ? 1 : 0;
    }
    bytes = all.length;
    torn = all.length > 0 && all[all.length - 1] != '\n';
    return Math.max(newest, newest(all));
  }

  private static long newest(byte[] all) {
    int end = all.length;
    for (int i = all.length - 1; i >= -1; i--) {
      if (i < 0 || all[i] == '\n') {
        @Nullable RecordedEvent event = EventLines.read(all, i + 1, end - i - 1);
        if (event != null) {
          return event.number();
        }
        end = i;
      }
    }
    return 0;
  }

  /** The newest events that can be read, oldest first; what is damaged is left out. */
  Deque<RecordedEvent> read(int most) throws IOException {
    var events = new ArrayDeque<RecordedEvent>();
    read(content(before), events, most);
    read(content(now), events, most);
    return events;
  }

  private static byte[] content(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0]; // there are none yet
    }
  }

  private static void read(byte[] all, Deque<RecordedEvent> events, int most) {
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '\n') {
        add(EventLines.read(all, start, i - start), events, most);
        start = i + 1;
      }
    }
    if (start < all.length) { // the end of the line alone may be missing
      add(EventLines.read(all, start, all.length - start), events, most);
    }
  }

  private static void add(@Nullable RecordedEvent event, Deque<RecordedEvent> to, int most) {
    if (event == null || (!to.isEmpty() && event.number() <= to.getLast().number())) {
      return; // damaged, or written twice
    }
    if (to.size() == most) {
      to.removeFirst();
    }
    to.addLast(event);
  }

  /** Appends; a crash of the process loses nothing of what was appended. */
  void append(List<RecordedEvent> events) throws IOException {
    var batch = new ByteArrayOutputStream();
    if (torn) {
      batch.write('\n');
    }
    for (RecordedEvent event : events) {
      batch.writeBytes(EventLines.write(event));
    }
    if (lines > 0 && (lines + events.size() > mostLines || bytes + batch.size() > MOST_BYTES)) {
      rotate();
    }
    FileChannel open = opened();
    torn = true; // until all of it is written
    var buffer = ByteBuffer.wrap(batch.toByteArray());
    while (buffer.hasRemaining()) {
      bytes += open.write(buffer);
    }
    torn = false;
    lines += events.size();
  }

  private void rotate() throws IOException {
    close();
    Files.move(now, before, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    lines = 0;
    bytes = 0;
  }

  private FileChannel opened() throws IOException {
    FileChannel open = channel;
    if (open == null || !open.isOpen()) {
      open =
          FileChannel.open(
              now, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      channel = open;
    }
    return open;
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
