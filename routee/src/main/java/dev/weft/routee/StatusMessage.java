package dev.weft.routee;

import org.jspecify.annotations.Nullable;

/**
 * Finds the {@code message} of a Kubernetes {@code Status} object: the first text under that name
 * directly in the outermost object.
 */
final class StatusMessage {
  private static final int SHOWN_CHARS = 300;

  private final String json;
  private int at;

  private StatusMessage(String json) {
    this.json = json;
  }

  /** The message; where there is none, the beginning of the body as it came. */
  static String of(String body) {
    String message = new StatusMessage(body).find();
    if (message != null && !message.isBlank()) {
      return message;
    }
    String plain = body.strip();
    return plain.length() > SHOWN_CHARS ? plain.substring(0, SHOWN_CHARS) + "…" : plain;
  }

  private @Nullable String find() {
    int depth = 0;
    String key = "";
    while (at < json.length()) {
      switch (json.charAt(at)) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case ',' -> key = "";
        case '"' -> {
          String text = text();
          if (depth == 1 && key.equals("message")) {
            return text;
          }
          key = text;
        }
        default -> {}
      }
      at++;
    }
    return null;
  }

  /** Reads the string that begins here; ends on its closing quote. */
  private String text() {
    var text = new StringBuilder();
    for (at++; at < json.length() && json.charAt(at) != '"'; at++) {
      char c = json.charAt(at);
      text.append(c == '\\' && at + 1 < json.length() ? escaped(json.charAt(++at)) : c);
    }
    return text.toString();
  }

  private char escaped(char kind) {
    return switch (kind) {
      case 'n', 'r', 't', 'b', 'f' -> ' ';
      case 'u' -> unicode();
      default -> kind;
    };
  }

  private char unicode() {
    int end = Math.min(at + 5, json.length());
    try {
      char read = (char) Integer.parseInt(json.substring(at + 1, end), 16);
      at = end - 1;
      return read;
    } catch (NumberFormatException e) {
      return '?'; // shown to people only
    }
  }
}
