package dev.weft.registry;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.core.json.JsonFactory;

/**
 * Trees of JSON as they are kept and compared: whole numbers in the smallest of {@code Integer},
 * {@code Long} and {@code BigInteger}, others as {@code Double}, deeply immutable. They are read
 * and written token by token, which costs about half of what data binding does.
 */
final class JsonTrees {
  /** Trees deeper than this are written and read back to find out whether JSON can hold them. */
  private static final int PLAIN_DEPTH = 100;

  private static final int PLAIN_NAME_CHARS = 10_000;
  private static final int USUAL_BYTES = 512;

  /** Wider than what a writer accepts, so that nothing is stored that cannot be read again. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1_000)
                  .maxNameLength(2 << 20)
                  .maxNumberLength(2 << 20)
                  .build())
          .build();

  private JsonTrees() {}

  /**
   * @throws JacksonException if it cannot be written as JSON
   */
  static byte[] write(Map<String, Object> tree) {
    var bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      writeObject(generator, tree);
    }
    return bytes.toByteArray();
  }

  private static void writeObject(JsonGenerator to, Map<?, ?> tree) {
    to.writeStartObject();
    for (var entry : tree.entrySet()) {
      to.writeName(whole(to, String.valueOf(entry.getKey())));
      writeValue(to, entry.getValue());
    }
    to.writeEndObject();
  }

  private static void writeValue(JsonGenerator to, @Nullable Object value) {
    switch (value) {
      case null -> to.writeNull();
      case String text -> to.writeString(whole(to, text));
      case Boolean truth -> to.writeBoolean(truth);
      case Integer number -> to.writeNumber(number);
      case Long number -> to.writeNumber(number);
      case Double number -> to.writeNumber(number);
      case BigInteger number -> to.writeNumber(number);
      case BigDecimal number -> to.writeNumber(number);
      case Float number -> to.writeNumber(number);
      case Short number -> to.writeNumber(number);
      case Map<?, ?> map -> writeObject(to, map);
      case Iterable<?> list -> {
        to.writeStartArray();
        list.forEach(element -> writeValue(to, element));
        to.writeEndArray();
      }
      default -> throw new StreamWriteException(to, "a " + value.getClass().getSimpleName());
    }
  }

  /** Half a surrogate pair has no bytes in UTF-8; Jackson would write three that nobody reads. */
  private static String whole(JsonGenerator to, String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (Character.isSurrogate(character)
          && (i + 1 == text.length() || !Character.isSurrogatePair(character, text.charAt(++i)))) {
        throw new StreamWriteException(to, "a text with half a surrogate pair");
      }
    }
    return text;
  }

  /**
   * @throws JacksonException if the bytes are not one JSON object
   */
  static Map<String, Object> read(byte[] bytes) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new StreamReadException(parser, "not an object");
      }
      Map<String, Object> tree = readObject(parser);
      if (parser.nextToken() != null) {
        throw new StreamReadException(parser, "more after the object");
      }
      return tree;
    }
  }

  @SuppressWarnings("unchecked") // NullAway sees no difference between what may hold null or not
  private static Map<String, Object> readObject(JsonParser from) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    for (String name = from.nextName(); name != null; name = from.nextName()) {
      from.nextToken();
      tree.put(name, readValue(from));
    }
    return (Map<String, Object>) (Map<?, ?>) Collections.unmodifiableMap(tree);
  }

  private static @Nullable Object readValue(JsonParser from) {
    return switch (from.currentToken()) {
      case START_OBJECT -> readObject(from);
      case START_ARRAY -> {
        var list = new ArrayList<@Nullable Object>();
        while (from.nextToken() != JsonToken.END_ARRAY) {
          list.add(readValue(from));
        }
        yield Collections.unmodifiableList(list);
      }
      case VALUE_STRING -> from.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> from.getNumberValue();
      case VALUE_NUMBER_FLOAT -> from.getDoubleValue();
      default -> throw new StreamReadException(from, "unexpected " + from.currentToken());
    };
  }

  /**
   * A tree as it would come back from the store.
   *
   * @throws JacksonException if JSON cannot hold it
   */
  static Map<String, Object> canonical(Map<String, Object> tree) {
    return isPlain(tree, PLAIN_DEPTH) ? copy(tree) : read(write(tree));
  }

  /** Whether a copy is the same as what JSON would make of it. */
  private static boolean isPlain(@Nullable Object value, int depth) {
    return switch (value) {
      case null -> true;
      case String text -> true;
      case Boolean truth -> true;
      case Integer number -> true;
      case Long number -> true;
      case Double number -> Double.isFinite(number);
      case Map<?, ?> map -> depth > 0 && isPlainMap(map, depth - 1);
      case List<?> list -> depth > 0 && list.stream().allMatch(one -> isPlain(one, depth - 1));
      default -> false;
    };
  }

  private static boolean isPlainMap(Map<?, ?> map, int depth) {
    for (var entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)
          || name.length() > PLAIN_NAME_CHARS
          || !isPlain(entry.getValue(), depth)) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("unchecked") // as in readObject
  private static Map<String, Object> copy(Map<?, ?> map) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((name, value) -> tree.put((String) name, copyValue(value)));
    return (Map<String, Object>) (Map<?, ?>) Collections.unmodifiableMap(tree);
  }

  private static @Nullable Object copyValue(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> copy(map);
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>(list.size());
        list.forEach(element -> copy.add(copyValue(element)));
        yield Collections.unmodifiableList(copy);
      }
      case Long number when number == number.intValue() -> (Object) number.intValue();
      case null, default -> value;
    };
  }
}
