package dev.weft.cli.api;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.model.resource.Kind;
import dev.weft.routee.RegistryEndpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a registry over its API. Calls block; safe for use by any thread.
 *
 * <p>The JDK's oldest HTTP client does here what is needed and starts in a tenth of the newer one's
 * time, which a command that lives for a moment notices.
 */
public final class ApiClient {
  /** Asks for rows to print instead of documents. */
  public static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

  private static final String JSON = "application/json";
  private static final int CONNECT_MILLIS = 3_000;
  private static final int READ_MILLIS = 30_000;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final RegistryEndpoint registry;

  /** A client of the registry at this endpoint. */
  public ApiClient(RegistryEndpoint registry) {
    this.registry = registry;
  }

  /** An answer as it came: its status and its JSON tree. */
  public record Answer(int status, Map<String, Object> body) {
    /** Whether the registry did what it was asked. */
    public boolean ok() {
      return status < 300;
    }

    /**
     * This answer, if it is one of success.
     *
     * @throws CommandFailure with the registry's own sentence otherwise
     */
    public Answer orFail() {
      if (ok()) {
        return this;
      }
      throw new CommandFailure(
          ExitCode.FAILED,
          body.get("message") instanceof String message
              ? message
              : "the registry answered " + status);
    }
  }

  /** The path of a kind's resources; a null namespace means all namespaces, a null name all. */
  public static String path(Kind kind, @Nullable String namespace, @Nullable String name) {
    var path = new StringBuilder(kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/");
    path.append(kind.version());
    if (kind.namespaced() && namespace != null) {
      path.append("/namespaces/").append(encode(namespace));
    }
    path.append('/').append(kind.plural());
    if (name != null) {
      path.append('/').append(encode(name));
    }
    return path.toString();
  }

  public Answer get(String path, String accept) {
    return call("GET", path, accept, null);
  }

  public Answer get(String path) {
    return get(path, JSON);
  }

  public Answer put(String path, Map<String, Object> document) {
    return call("PUT", path, JSON, document);
  }

  public Answer post(String path, Map<String, Object> document) {
    return call("POST", path, JSON, document);
  }

  public Answer delete(String path) {
    return call("DELETE", path, JSON, null);
  }

  /**
   * Copies an answer's body as it comes.
   *
   * @throws IOException if the output fails
   */
  public void download(String path, OutputStream out) throws IOException {
    InputStream in;
    try {
      HttpURLConnection connection = open("GET", path, "*/*");
      if (connection.getResponseCode() >= 300) {
        answer(connection).orFail();
      }
      in = connection.getInputStream();
    } catch (IOException e) {
      throw unreachable(e);
    }
    try (in) {
      in.transferTo(out);
    }
  }

  /**
   * Follows a watch until the registry ends it.
   *
   * @param reader gets each event's tree, on the calling thread
   */
  public void watch(String path, String accept, Consumer<Map<String, Object>> reader) {
    try {
      HttpURLConnection connection = open("GET", path, accept);
      connection.setReadTimeout(0);
      if (connection.getResponseCode() >= 300) {
        answer(connection).orFail();
      }
      try (var lines =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          reader.accept(tree(line.getBytes(StandardCharsets.UTF_8)));
        }
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private Answer call(
      String method, String path, String accept, @Nullable Map<String, Object> document) {
    try {
      HttpURLConnection connection = open(method, path, accept);
      if (document != null) {
        byte[] body = MAPPER.writeValueAsBytes(document);
        connection.setRequestProperty("Content-Type", JSON);
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
          out.write(body);
        }
      }
      return answer(connection);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private HttpURLConnection open(String method, String path, String accept) throws IOException {
    HttpURLConnection connection = registry.open(method, path);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setRequestProperty("Accept", accept);
    return connection;
  }

  private static Answer answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    if (body == null) {
      return new Answer(status, Map.of());
    }
    try (body) {
      byte[] bytes = body.readAllBytes();
      try {
        return new Answer(status, tree(bytes));
      } catch (JacksonException e) {
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        throw new CommandFailure(
            ExitCode.FAILED,
            "what answers at "
                + connection.getURL().getAuthority()
                + " is no Weft registry: "
                + (text.length() > 200 ? text.substring(0, 200) + "…" : text));
      }
    }
  }

  @SuppressWarnings("unchecked") // a JSON object is a map with text keys
  private static Map<String, Object> tree(byte[] json) {
    return MAPPER.readValue(json, Map.class);
  }

  private CommandFailure unreachable(IOException e) {
    if (e instanceof SSLHandshakeException) {
      return new CommandFailure(
          ExitCode.UNREACHABLE,
          "the certificate of "
              + registry
              + " is not trusted ("
              + e.getMessage()
              + "): name a file with who vouches for it in WEFT_CA");
    }
    return new CommandFailure(
        ExitCode.UNREACHABLE,
        "no registry answers at "
            + registry
            + " ("
            + e.getMessage()
            + "): start one with 'weft up', or name another with --api or WEFT_API");
  }

  /** A text as it may stand in a path or a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
