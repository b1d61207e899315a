package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which resource.
 *
 * @param namespace empty for kinds that live in none
 */
record Key(Kind kind, String namespace, String name) {
  /** The prefix of every stored key. */
  static final String ROOT = "/";

  /**
   * Stored keys by their parts, so that what is in a namespace stands together and {@code shop}
   * comes before {@code shop-2}.
   */
  static final Comparator<String> STORED_ORDER = Key::compareStored;

  /** Of the project itself: its plurals are chosen to be unlike those of the core group. */
  private static final String OWN_GROUP = "weft.dev";

  private static final Map<Kind, String> FOLDERS = new EnumMap<>(Kind.class);

  static {
    for (Kind kind : Kind.values()) {
      boolean plain = kind.group().isEmpty() || kind.group().equals(OWN_GROUP);
      FOLDERS.put(kind, ROOT + kind.plural() + (plain ? "" : "." + kind.group()) + "/");
    }
  }

  static Key of(Resource resource) {
    return of(resource.kind(), resource.metadata().namespace(), resource.metadata().name());
  }

  static Key of(Kind kind, String namespace, String name) {
    return new Key(kind, kind.namespaced() ? namespace : "", name);
  }

  /**
   * {@code /routees/shop/orders-1}, {@code /namespaces/shop}, {@code
   * /httproutes.gateway.networking.k8s.io/shop/orders}: as it stands in the store.
   */
  String stored() {
    return within(kind, kind.namespaced() ? namespace : null) + name;
  }

  /** What the stored keys of a kind begin with, or those of a kind in a namespace. */
  static String within(Kind kind, @Nullable String namespace) {
    String folder = folder(kind);
    return namespace == null || !kind.namespaced() ? folder : folder + namespace + "/";
  }

  private static String folder(Kind kind) {
    return Objects.requireNonNull(FOLDERS.get(kind));
  }

  /** The kind of a stored key; null if this version does not know it. */
  static @Nullable Kind kindOf(String stored) {
    for (var folder : FOLDERS.entrySet()) {
      if (stored.startsWith(folder.getValue())) {
        return folder.getKey();
      }
    }
    return null;
  }

  /** Reads the stored key of a kind. */
  static Key of(Kind kind, String stored) {
    int start = folder(kind).length();
    int slash = kind.namespaced() ? stored.indexOf('/', start) : -1;
    String namespace = slash < 0 ? "" : stored.substring(start, slash);
    return new Key(kind, namespace, stored.substring(slash < 0 ? start : slash + 1));
  }

  private static int compareStored(String one, String other) {
    int inAscii = one.compareTo(other);
    if (Math.abs(inAscii) > '/' - '-') {
      return inAscii; // the usual way out: where they part neither can be a '/' before a '-' or '.'
    }
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char first = one.charAt(i);
      char second = other.charAt(i);
      if (first != second) {
        return rank(first) - rank(second);
      }
    }
    return one.length() - other.length();
  }

  /** Names hold '-' and '.', which come before '/' in ASCII. */
  private static int rank(char character) {
    return character == '/' ? 0 : character;
  }

  /** {@code Routee shop/orders-1}: as messages name it. */
  @Override
  public String toString() {
    return kind.kindName() + " " + (kind.namespaced() ? namespace + "/" : "") + name;
  }
}
