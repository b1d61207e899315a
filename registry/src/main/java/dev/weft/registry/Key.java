package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Which resource.
 *
 * @param namespace empty for kinds that live in none
 */
record Key(Kind kind, String namespace, String name) implements Comparable<Key> {
  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::kind).thenComparing(Key::namespace).thenComparing(Key::name);

  /** The prefix of every stored key. */
  static final String ROOT = "/";

  static Key of(Resource resource) {
    return of(resource.kind(), resource.metadata().namespace(), resource.metadata().name());
  }

  static Key of(Kind kind, String namespace, String name) {
    return new Key(kind, kind.namespaced() ? namespace : "", name);
  }

  /** {@code /routees/shop/orders-1}, {@code /namespaces/shop}: as it stands in the store. */
  String stored() {
    return ROOT + kind.plural() + (kind.namespaced() ? "/" + namespace : "") + "/" + name;
  }

  /** Reads a stored key; null if it is of a kind that this version does not know. */
  static @Nullable Key ofStored(String stored) {
    String[] parts = stored.split("/", -1);
    for (Kind kind : Kind.values()) {
      int length = kind.namespaced() ? 4 : 3;
      if (parts.length == length && kind.plural().equals(parts[1])) {
        return new Key(kind, kind.namespaced() ? parts[2] : "", parts[length - 1]);
      }
    }
    return null;
  }

  @Override
  public int compareTo(Key other) {
    return ORDER.compare(this, other);
  }

  /** {@code Routee shop/orders-1}: as messages name it. */
  @Override
  public String toString() {
    return kind.kindName() + " " + (kind.namespaced() ? namespace + "/" : "") + name;
  }
}
