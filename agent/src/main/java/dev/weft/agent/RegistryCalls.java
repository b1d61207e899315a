package dev.weft.agent;

import dev.weft.routee.RegistryEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** What an agent asks of a registry. Calls block; safe for use by any thread. */
final class RegistryCalls {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** A whole list may take the registry a while. */
  private static final Duration LIST = Duration.ofSeconds(30);

  private static final int MAX_ERROR_BYTES = 16_384;

  private final RegistryEndpoint registry;

  RegistryCalls(RegistryEndpoint registry) {
    this.registry = registry;
  }

  Map<String, Object> get(String path) throws IOException {
    try (InputStream in = open("GET", path, ANSWER).getInputStream()) {
      return tree(in.readAllBytes());
    }
  }

  /** Sends a document; returns when the registry has taken it. */
  void put(String path, Map<String, Object> document) throws IOException {
    HttpURLConnection connection = registry.open("PUT", path);
    timeouts(connection, ANSWER);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    try (var out = connection.getOutputStream()) {
      out.write(MAPPER.writeValueAsBytes(document));
    }
    require(connection);
    connection.getInputStream().close(); // leaves the connection for the next call
  }

  /**
   * Reads a list, one item at a time, so that a large one is never in memory as a whole.
   *
   * @return the list's revision
   */
  long list(String path, Consumer<Map<String, Object>> reader) throws IOException {
    long revision = 0;
    try (InputStream in = open("GET", path, LIST).getInputStream();
        JsonParser json = MAPPER.createParser(in)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("metadata")) {
          revision = revisionOf(object(json.readValueAs(Map.class)));
        } else if (field.equals("items") && json.currentToken() == JsonToken.START_ARRAY) {
          while (json.nextToken() != JsonToken.END_ARRAY) {
            reader.accept(object(json.readValueAs(Map.class)));
          }
        } else {
          json.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new IOException("the list of " + path + " is cut off or no JSON", e);
    }
    if (revision == 0) {
      throw new IOException("the list of " + path + " has no revision");
    }
    return revision;
  }

  /**
   * Opens a stream that may last.
   *
   * @param silence after which a read fails
   */
  InputStream stream(String path, Duration silence) throws IOException {
    return open("GET", path, silence).getInputStream();
  }

  private HttpURLConnection open(String method, String path, Duration silence) throws IOException {
    HttpURLConnection connection = registry.open(method, path);
    timeouts(connection, silence);
    connection.setRequestProperty("Accept", "application/json");
    require(connection);
    return connection;
  }

  private static void timeouts(HttpURLConnection connection, Duration silence) {
    connection.setConnectTimeout((int) CONNECT.toMillis());
    connection.setReadTimeout((int) silence.toMillis());
  }

  private static void require(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status < 200 || status >= 300) {
      throw new AnswerException(status, "the registry answered " + status + message(connection));
    }
  }

  private static String message(HttpURLConnection connection) throws IOException {
    try (InputStream body = connection.getErrorStream()) {
      return body != null
              && tree(body.readNBytes(MAX_ERROR_BYTES)).get("message") instanceof String text
          ? ": " + text
          : "";
    } catch (JacksonException e) {
      return ""; // no registry's answer: the status has to do
    }
  }

  static Map<String, Object> tree(byte[] json) {
    return object(MAPPER.readValue(json, Map.class));
  }

  @SuppressWarnings("unchecked") // a JSON object is a map with text keys
  static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  /** The revision in an object's metadata or in a list's; 0 if there is none. */
  static long revisionOf(Map<String, Object> metadata) {
    try {
      return metadata.get("resourceVersion") instanceof String text ? Long.parseLong(text) : 0;
    } catch (NumberFormatException e) {
      return 0; // not this registry's
    }
  }
}
