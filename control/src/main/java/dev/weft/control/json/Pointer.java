package dev.weft.control.json;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A JSON Pointer (RFC 6901) to somewhere below the root. */
record Pointer(List<String> tokens) {
  private static final Pattern INDEX = Pattern.compile("0|[1-9]\\d{0,8}");

  static Pointer parse(String text) {
    if (!text.startsWith("/")) {
      throw new PatchException("\"" + text + "\" is not a path that starts with /");
    }
    return new Pointer(
        Stream.of(text.substring(1).split("/", -1))
            .map(token -> token.replace("~1", "/").replace("~0", "~"))
            .toList());
  }

  int depth() {
    return tokens.size();
  }

  boolean isBelow(Pointer other) {
    return tokens.size() > other.tokens.size()
        && tokens.subList(0, other.tokens.size()).equals(other.tokens);
  }

  /** Finds the place in a document; its last step need not exist yet. */
  Place in(Map<String, Object> document) {
    @Nullable Object parent = document;
    for (String token : tokens.subList(0, tokens.size() - 1)) {
      parent = new Place(this, parent, token).get();
    }
    return new Place(this, parent, tokens.getLast());
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    tokens.forEach(t -> text.append('/').append(t.replace("~", "~0").replace("/", "~1")));
    return text.toString();
  }

  /** One element of an object or a list. */
  @SuppressWarnings("unchecked") // trees have text keys
  record Place(Pointer pointer, @Nullable Object parent, String last) {

    @Nullable Object get() {
      return switch (parent) {
        case Map<?, ?> map when map.containsKey(last) -> map.get(last);
        case List<?> list -> list.get(index(list.size() - 1));
        case null, default -> throw nothingThere();
      };
    }

    @Nullable Object remove() {
      return switch (parent) {
        case Map<?, ?> map when map.containsKey(last) -> map.remove(last);
        case List<?> list -> list.remove(index(list.size() - 1));
        case null, default -> throw nothingThere();
      };
    }

    @SuppressWarnings("NullAway") // JSON trees may hold null
    void add(@Nullable Object value) {
      switch (parent) {
        case Map<?, ?> map -> ((Map<String, Object>) map).put(last, value);
        case List<?> list -> {
          int at = last.equals("-") ? list.size() : index(list.size());
          ((List<Object>) list).add(at, value);
        }
        case null, default -> throw nothingThere();
      }
    }

    private int index(int max) {
      if (INDEX.matcher(last).matches() && Integer.parseInt(last) <= max) {
        return Integer.parseInt(last);
      }
      throw nothingThere();
    }

    private PatchException nothingThere() {
      return new PatchException("there is nothing at " + pointer);
    }
  }
}
