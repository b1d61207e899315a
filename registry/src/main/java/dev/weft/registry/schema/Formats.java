package dev.weft.registry.schema;

import dev.weft.model.mesh.Addresses;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The formats of texts and numbers that schemas name; others are not looked at, as in OpenAPI. */
final class Formats {
  private Formats() {}

  static @Nullable Check check(String format) {
    return switch (format) {
      case "int32" ->
          new Check(
              "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE,
              value -> !(value instanceof Long));
      case "ipv4" -> text("an IPv4 address", t -> Addresses.isIp(t) && t.indexOf(':') < 0);
      case "ipv6" -> text("an IPv6 address", t -> Addresses.isIp(t) && t.indexOf(':') >= 0);
      case "date-time" -> text("an RFC 3339 time", Formats::isTime);
      case "byte" -> text("base64", Formats::isBase64);
      default -> null;
    };
  }

  private static Check text(String accepted, Predicate<String> test) {
    return new Check(accepted, value -> !(value instanceof String text) || test.test(text));
  }

  private static boolean isTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static boolean isBase64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
