package dev.weft.control;

import dev.weft.control.access.Scope;
import dev.weft.control.access.TokenRequest;
import dev.weft.control.access.Tokens;
import dev.weft.control.json.Json;
import dev.weft.registry.Registry;
import dev.weft.testkit.FakeClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A registry with its API on a free port, and a client for it. */
final class ServedMesh implements AutoCloseable {
  static final String ROUTEES = "/apis/weft.dev/v1/namespaces/default/routees";
  static final String SERVICES = "/api/v1/namespaces/default/services";
  static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

  final FakeClock clock = new FakeClock();
  final Registry registry;
  final LocalBroker broker = new LocalBroker();
  final ControlServer server;
  private final Path dataDir;
  private final HttpClient client = HttpClient.newHttpClient();

  ServedMesh(Path dataDir) {
    this.dataDir = dataDir;
    registry = Registry.open(dataDir, clock);
    server =
        ControlServer.start(
            new ControlServer.Options("127.0.0.1", 0, dataDir), registry, broker, clock);
  }

  /** An answer with its body as a tree. */
  record Answer(int code, Map<String, Object> tree) {
    String message() {
      return String.valueOf(tree.get("message"));
    }

    Object reason() {
      return Objects.requireNonNull(tree.get("reason"), () -> "no reason in " + tree);
    }

    Map<?, ?> map(String name) {
      return (Map<?, ?>) Objects.requireNonNull(tree.get(name), () -> name + " in " + tree);
    }

    List<?> list(String name) {
      return (List<?>) Objects.requireNonNull(tree.get(name), () -> name + " in " + tree);
    }

    String version() {
      return String.valueOf(map("metadata").get("resourceVersion"));
    }

    /** The metadata of the object in an event of a watch. */
    Map<?, ?> objectMetadata() {
      return metadataOf(map("object"));
    }

    String type() {
      return String.valueOf(tree.get("type"));
    }
  }

  static Map<?, ?> metadataOf(Object document) {
    return (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) document).get("metadata"));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  /** A token made on the data directory, as the command line does; from now on one is asked for. */
  String token(Scope scope, String... services) {
    String secret =
        Tokens.in(dataDir, clock)
            .create(new TokenRequest("t", Set.of(scope), "", Set.of(services), null))
            .secret();
    clock.advance(Tokens.NOTICED_WITHIN);
    return secret;
  }

  HttpRequest.Builder as(String token, String path) {
    return request(path).header("Authorization", "Bearer " + token);
  }

  /** The status that a request is answered with; an empty token is none. */
  int code(String method, String token, String path, String body) {
    HttpRequest.Builder request = token.isEmpty() ? request(path) : as(token, path);
    return raw(request.method(method, BodyPublishers.ofString(body))).statusCode();
  }

  /** The same of a GET. */
  int codeOf(String token, String path) {
    return code("GET", token, path, "");
  }

  Answer get(String path) {
    return send(request(path));
  }

  Answer getTable(String path) {
    return send(request(path).header("Accept", TABLE));
  }

  Answer put(String path, String body) {
    return send(request(path).PUT(BodyPublishers.ofString(body)));
  }

  Answer post(String path, String body) {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  Answer patch(String path, String type, String body) {
    return send(
        request(path).header("Content-Type", type).method("PATCH", BodyPublishers.ofString(body)));
  }

  Answer delete(String path) {
    return send(request(path).DELETE());
  }

  Answer send(HttpRequest.Builder request) {
    HttpResponse<byte[]> response = raw(request);
    return new Answer(response.statusCode(), Json.readObject(response.body()));
  }

  HttpResponse<byte[]> raw(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A routee of the service orders. */
  static String routee(int port) {
    return "{\"spec\":{\"service\":\"orders\",\"address\":\"127.0.0.1\",\"port\":" + port + "}}";
  }

  /** An open watch, read line by line. */
  static final class Lines implements AutoCloseable {
    private final InputStream in;
    private final BufferedReader reader;

    Lines(InputStream in) {
      this.in = in;
      reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The next event; fails if the watch has ended. */
    Answer next() throws IOException {
      String line = reader.readLine();
      if (line == null) {
        throw new AssertionError("the watch has ended");
      }
      return new Answer(200, Json.readObject(line.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@code ADDED orders-1}. */
    String nextShort() throws IOException {
      Answer event = next();
      return event.type() + " " + event.objectMetadata().get("name");
    }

    /** Returns when the watch has ended in order; fails if the connection breaks. */
    void readToEnd() throws IOException {
      while (reader.readLine() != null) {
        // bookmarks and heartbeats may still be on their way
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  Lines watch(String path) throws IOException, InterruptedException {
    return watch(request(path));
  }

  Lines watch(HttpRequest.Builder request) throws IOException, InterruptedException {
    return new Lines(client.send(request.build(), BodyHandlers.ofInputStream()).body());
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    registry.close();
  }
}
