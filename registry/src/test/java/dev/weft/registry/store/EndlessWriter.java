package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;

/**
 * A process that writes one key after the other and prints each revision once it is acknowledged,
 * until a write fails.
 */
final class EndlessWriter {
  private EndlessWriter() {}

  public static void main(String[] arguments) {
    Store store = MvStoreStore.open(Path.of(arguments[0]));
    while (true) {
      String key = "/routees/" + (store.revision() + 1);
      byte[] value = (key + " ".repeat(700)).getBytes(UTF_8);
      try {
        var outcome = (Store.Outcome.Done) store.put(key, value, Store.ABSENT);
        System.out.println(outcome.revision());
      } catch (StoreException e) {
        System.out.println(e.getMessage());
        System.out.println("still reads " + store.list("/").entries().size());
        return;
      }
    }
  }
}
