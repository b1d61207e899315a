package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * A process that opens a store once it is told to, and writes with several threads until it is
 * killed or a write fails. Each thread goes round its keys, counts on, and prints "WRITER COUNT"
 * when a write is acknowledged.
 */
final class EndlessWriter {
  static final int WRITERS = 4;
  static final int KEYS = 50;
  private static final String PADDING = " ".repeat(700);

  private EndlessWriter() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (System.in.read() < 0) {
      return; // whoever wanted it is gone
    }
    Store store = LogStore.open(Path.of(arguments[0]));
    System.out.println("open");
    var threads = new Thread[WRITERS];
    for (int writer = 0; writer < WRITERS; writer++) {
      int number = writer;
      threads[writer] = Thread.ofPlatform().start(() -> write(store, number));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("still reads " + store.list("/").entries().size());
  }

  private static void write(Store store, int writer) {
    PrintStream out = System.out;
    long count = last(store, writer);
    while (true) {
      count++;
      try {
        store.put(key(writer, count), (count + PADDING).getBytes(UTF_8), Store.ANY);
      } catch (StoreException e) {
        out.println(e.getMessage());
        return;
      }
      out.println(writer + " " + count);
    }
  }

  static String key(int writer, long count) {
    return "/routees/" + writer + "/" + count % KEYS;
  }

  /** The highest count of a writer that the store holds. */
  static long last(Store store, int writer) {
    return store.list("/routees/" + writer + "/").entries().stream()
        .mapToLong(EndlessWriter::count)
        .max()
        .orElse(0);
  }

  static long count(Store.Entry entry) {
    return Long.parseLong(new String(entry.value(), UTF_8).strip());
  }
}
