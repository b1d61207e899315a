package dev.weft.registry.event;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.MeshEvent.Severity;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Events as lines of JSON. Pure functions. */
final class EventLines {
  private static final int USUAL_BYTES = 256;
  private static final JsonFactory JSON = new JsonFactory();

  private EventLines() {}

  /** One line with its end. */
  static byte[] write(RecordedEvent recorded) {
    MeshEvent event = recorded.event();
    var bytes = new ByteArrayOutputStream(USUAL_BYTES);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      field(json, "n", Long.toString(recorded.number()));
      field(json, "at", event.at().toString());
      field(json, "severity", event.severity().name());
      field(json, "reason", event.reason());
      ServiceName service = event.service();
      if (service != null) {
        field(json, "service", service.namespace() + "/" + service.name());
      }
      RouteeId routee = event.routee();
      if (routee != null) {
        field(json, "routee", routee.namespace() + "/" + routee.name());
      }
      field(json, "source", event.source());
      field(json, "message", event.message());
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static void field(JsonGenerator json, String name, String value) {
    json.writeName(name);
    json.writeString(value);
  }

  /** Null for what is no whole event: a line that a crash has cut off, for one. */
  static @Nullable RecordedEvent read(byte[] bytes, int from, int length) {
    try {
      Map<String, String> fields = fields(bytes, from, length);
      String service = fields.get("service");
      String routee = fields.get("routee");
      return new RecordedEvent(
          Long.parseLong(required(fields, "n")),
          new MeshEvent(
              Instant.parse(required(fields, "at")),
              Severity.valueOf(required(fields, "severity")),
              required(fields, "reason"),
              service == null ? null : new ServiceName(before(service), after(service)),
              routee == null ? null : new RouteeId(before(routee), after(routee)),
              required(fields, "source"),
              required(fields, "message")));
    } catch (JacksonException | IllegalArgumentException | DateTimeParseException e) {
      return null;
    }
  }

  private static Map<String, String> fields(byte[] bytes, int from, int length) {
    var fields = new HashMap<String, String>();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes, from, length)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          fields.put(name, json.getString());
        } else {
          json.skipChildren();
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT) {
        throw new IllegalArgumentException("cut off");
      }
    }
    return fields;
  }

  private static String required(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return value;
  }

  private static String before(String text) {
    return text.substring(0, Math.max(0, text.indexOf('/')));
  }

  private static String after(String text) {
    return text.substring(text.indexOf('/') + 1);
  }
}
