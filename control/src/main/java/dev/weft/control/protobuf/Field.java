package dev.weft.control.protobuf;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of a message as JSON shows it.
 *
 * @param message the message's type, where the field is one
 */
record Field(String name, Type type, @Nullable Message message) {

  /** What is on the wire, and what becomes of it. */
  enum Type {
    TEXT,
    /** Base64 in JSON. */
    DATA,
    NUMBER,
    FLAG,
    /** Seconds and nanoseconds; an RFC 3339 text in JSON. */
    TIME,
    /** Which of the two, the number, the text. */
    INT_OR_TEXT,
    MESSAGE,
    TEXTS,
    MESSAGES,
    TEXT_BY_TEXT,
    DATA_BY_TEXT,
    /** Known and of no use here. */
    IGNORED;

    boolean isVarint() {
      return this == NUMBER || this == FLAG;
    }
  }

  static Field of(String name, Type type) {
    return new Field(name, type, null);
  }

  static Field of(String name, Message message) {
    return new Field(name, Type.MESSAGE, message);
  }

  static Field listOf(String name, Message message) {
    return new Field(name, Type.MESSAGES, message);
  }

  /**
   * The value as JSON has it; null for what JSON leaves out because it is empty: these clients
   * write every field, set or not.
   */
  @Nullable Object value(Wire part) {
    return switch (type) {
      case TEXT -> emptyToNull(part.text());
      case DATA -> Base64.getEncoder().encodeToString(part.rest());
      case TIME -> Message.TIME.time(part);
      case INT_OR_TEXT -> Message.INT_OR_TEXT.intOrText(part);
      case MESSAGE -> message == null ? null : nothingToNull(message.read(part));
      case TEXTS -> List.of(part.text());
      case MESSAGES -> message == null ? null : List.of(message.read(part));
      case TEXT_BY_TEXT -> Message.TEXT_ENTRY.entry(part);
      case DATA_BY_TEXT -> Message.DATA_ENTRY.entry(part);
      case NUMBER, FLAG, IGNORED -> null;
    };
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable Map<String, Object> nothingToNull(Map<String, Object> tree) {
    return tree.isEmpty() ? null : tree;
  }
}
