package dev.weft.control.protobuf;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A type of message: which field has which number. */
record Message(String name, Map<Integer, Field> fields) {
  static final Message TIME =
      new Message(
          "Time",
          Map.of(
              1, Field.of("seconds", Field.Type.NUMBER), 2, Field.of("nanos", Field.Type.NUMBER)));
  static final Message INT_OR_TEXT =
      new Message(
          "IntOrString",
          Map.of(
              1, Field.of("type", Field.Type.NUMBER),
              2, Field.of("int", Field.Type.NUMBER),
              3, Field.of("text", Field.Type.TEXT)));
  static final Message TEXT_ENTRY =
      new Message(
          "entry",
          Map.of(1, Field.of("key", Field.Type.TEXT), 2, Field.of("value", Field.Type.TEXT)));
  static final Message DATA_ENTRY =
      new Message(
          "entry",
          Map.of(1, Field.of("key", Field.Type.TEXT), 2, Field.of("value", Field.Type.DATA)));

  /** The message as a tree; a field that is not known here is refused, not lost. */
  Map<String, Object> read(Wire wire) {
    var tree = new LinkedHashMap<String, Object>();
    while (wire.hasMore()) {
      long tag = wire.varint();
      Field field = fields.get((int) (tag >>> 3));
      int format = (int) (tag & 7);
      if (field == null || format != (field.type().isVarint() ? Wire.VARINT : Wire.BYTES)) {
        throw new ProtobufException(
            "has a field " + (tag >>> 3) + " in " + name + " that is not known; send JSON instead");
      }
      if (field.type().isVarint()) {
        putNumber(tree, field, wire.varint());
      } else {
        put(tree, field, wire.part());
      }
    }
    return tree;
  }

  private static void putNumber(Map<String, Object> tree, Field field, long value) {
    if (value != 0) {
      tree.put(field.name(), field.type() == Field.Type.FLAG ? (Object) true : (Object) value);
    }
  }

  /** What comes several times adds up, without being copied each time. */
  @SuppressWarnings("unchecked") // put there below
  private static void put(Map<String, Object> tree, Field field, Wire part) {
    switch (field.value(part)) {
      case null -> {}
      case List<?> more ->
          ((List<Object>) tree.computeIfAbsent(field.name(), name -> new ArrayList<>()))
              .addAll(more);
      case Map<?, ?> more ->
          ((Map<Object, Object>) tree.computeIfAbsent(field.name(), name -> new LinkedHashMap<>()))
              .putAll(more);
      case Object value -> tree.put(field.name(), value);
    }
  }

  /** An entry of a map, as a map of its own; also where its value is empty. */
  Map<String, Object> entry(Wire part) {
    Map<String, Object> entry = read(part);
    String key = String.valueOf(entry.getOrDefault("key", ""));
    var tree = new LinkedHashMap<String, Object>();
    tree.put(key, entry.getOrDefault("value", ""));
    return tree;
  }

  @Nullable Object time(Wire part) {
    Map<String, Object> time = read(part);
    if (time.isEmpty()) {
      return null;
    }
    try {
      return Instant.ofEpochSecond(number(time, "seconds"), number(time, "nanos")).toString();
    } catch (DateTimeException | ArithmeticException e) {
      throw new ProtobufException("has a time that is none: " + time);
    }
  }

  @Nullable Object intOrText(Wire part) {
    Map<String, Object> either = read(part);
    return number(either, "type") == 0 ? either.get("int") : either.get("text");
  }

  private static long number(Map<String, Object> tree, String name) {
    return (Long) Objects.requireNonNullElse(tree.get(name), 0L);
  }
}
