package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of a call says which routee RingHash and Maglev send it to. */
public sealed interface HashOn {
  /**
   * A request header's value.
   *
   * @param name in lower case
   */
  record Header(String name) implements HashOn {
    public Header {
      name = name.toLowerCase(Locale.ROOT);
    }
  }

  /** A cookie's value; its name in the case in which it is sent. */
  record Cookie(String name) implements HashOn {}

  /** The address, without port, that the caller connects from. */
  record SourceAddress() implements HashOn {}

  /** The path without its query. */
  record Path() implements HashOn {}

  /** Reads the field of a policy; null where there is none. */
  static @Nullable HashOn read(Fields balance) {
    if (!balance.has("hashOn")) {
      return null;
    }
    Fields fields = balance.object("hashOn");
    HashOn read = null;
    int given = 0;
    if (fields.has("header")) {
      read = new Header(FieldName.REQUEST_HEADER.read(fields, "header"));
      given++;
    }
    if (fields.has("cookie")) {
      read = new Cookie(FieldName.COOKIE.read(fields, "cookie"));
      given++;
    }
    if (fields.has("sourceAddress")) {
      fields.object("sourceAddress").refuseUnknown();
      read = new SourceAddress();
      given++;
    }
    if (fields.has("path")) {
      fields.object("path").refuseUnknown();
      read = new Path();
      given++;
    }
    fields.refuseUnknown();
    if (given != 1) {
      balance.refuse(
          "hashOn",
          given == 0 ? "{}" : "more than one",
          "one of {header: NAME}, {cookie: NAME}, {sourceAddress: {}} and {path: {}}");
    }
    return read;
  }
}
