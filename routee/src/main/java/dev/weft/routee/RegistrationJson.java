package dev.weft.routee;

import java.util.Map;
import java.util.TreeMap;

/** Writes a registration as a Routee document. By hand, so that no JSON library stays resident. */
final class RegistrationJson {
  private final StringBuilder out = new StringBuilder(512);

  private RegistrationJson() {}

  /**
   * The document.
   *
   * @param owner who registers: another one under the same name is refused
   */
  static String write(Registration registration, String owner) {
    var json = new RegistrationJson();
    json.document(registration, owner);
    return json.out.toString();
  }

  private void document(Registration routee, String owner) {
    out.append("{\"apiVersion\":\"weft.dev/v1\",\"kind\":\"Routee\",\"metadata\":{");
    field("namespace", routee.namespace()).append(',');
    field("name", routee.name());
    if (!routee.labels().isEmpty()) {
      out.append(",\"labels\":{");
      labels(routee.labels());
      out.append('}');
    }
    out.append(",\"annotations\":{");
    field("weft.dev/owner", owner).append('}');
    out.append("},\"spec\":{");
    field("service", routee.service()).append(',');
    field("address", routee.address()).append(',');
    out.append("\"port\":").append(routee.port()).append(',');
    field("protocol", routee.protocol().toString()).append(',');
    if (!routee.zone().isEmpty()) {
      field("zone", routee.zone()).append(',');
    }
    out.append("\"weight\":").append(routee.weight());
    out.append(",\"lease\":{\"ttlSeconds\":").append(routee.leaseTtl().toSeconds());
    out.append('}');
    if (routee.process() != null) {
      out.append(",\"process\":{\"pid\":").append(routee.process().pid()).append(',');
      field("host", routee.process().host()).append('}');
    }
    out.append("}}");
  }

  private void labels(Map<String, String> labels) {
    boolean first = true;
    for (var label : new TreeMap<>(labels).entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      field(label.getKey(), label.getValue());
    }
  }

  private StringBuilder field(String name, String value) {
    text(name);
    out.append(':');
    text(value);
    return out;
  }

  /**
   * A string by RFC 8259 section 7. All but printable ASCII is written as {@code \\u}, which also
   * carries half a surrogate pair that UTF-8 cannot.
   */
  private void text(String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append("\\u%04x".formatted((int) c));
      }
    }
    out.append('"');
  }
}
