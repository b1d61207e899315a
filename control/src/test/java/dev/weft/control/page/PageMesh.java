package dev.weft.control.page;

import dev.weft.control.ControlServer;
import dev.weft.control.json.Json;
import dev.weft.model.time.SystemClock;
import dev.weft.registry.Registry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** A registry that is served in real time, as browsers know no other, and who fills it. */
final class PageMesh implements AutoCloseable {
  static final String ROUTEES = "/apis/weft.dev/v1/namespaces/default/routees/";

  private final SystemClock clock = new SystemClock();

  /** When every verdict began: so lately that no alert fires yet. */
  final String since = clock.wall().truncatedTo(ChronoUnit.SECONDS).toString();

  private final Path dataDir;
  private final Registry registry;
  private final HttpClient client = HttpClient.newHttpClient();
  private ControlServer server;

  PageMesh(Path dataDir) {
    this.dataDir = dataDir;
    registry = Registry.open(dataDir, clock);
    server = serve(0);
  }

  private ControlServer serve(int port) {
    return ControlServer.start(
        new ControlServer.Options("127.0.0.1", port, dataDir), registry, clock);
  }

  URI page(String view) {
    return URI.create("http://127.0.0.1:" + server.port() + "/#" + view);
  }

  int port() {
    return server.port();
  }

  /** Nobody answers any more; the port is returned to for {@link #answersAgain}. */
  int fallsSilent() {
    int port = server.port();
    server.close();
    return port;
  }

  void answersAgain(int port) {
    server = serve(port);
  }

  HttpResponse<byte[]> send(String method, String path, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What is there under a path. */
  Map<String, Object> get(String path) {
    return Json.readObject(send("GET", path, "").body());
  }

  Map<String, Object> put(String path, Object tree) {
    HttpResponse<byte[]> answer =
        send("PUT", path, new String(Json.write(tree), StandardCharsets.UTF_8));
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(path + ": " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return Json.readObject(answer.body());
  }

  /** Registers a routee whose probe has this to say. */
  void routee(String service, String name, int port, String verdict, String evidence) {
    put(
        ROUTEES + name,
        Map.of("spec", Map.of("service", service, "address", "127.0.0.1", "port", port)));
    put(
        ROUTEES + name + "/status",
        Map.of(
            "status", Map.of("verdict", verdict, "evidence", List.of(evidence), "since", since)));
  }

  /** Makes a token, with which everybody has to show one. */
  String firstToken() {
    byte[] answer =
        send("POST", "/apis/weft.dev/v1/tokens", "{\"name\":\"me\",\"scopes\":[\"admin\"]}").body();
    return String.valueOf(Json.readObject(answer).get("token"));
  }

  /** An agent's broker reports the calls of a second. */
  void calls(String caller, String service, String routee, int calls, int failed) {
    put(
        "/apis/weft.dev/v1/agents/host-a/signals",
        Map.of(
            "edges",
            List.of(
                Map.of(
                    "caller", caller,
                    "namespace", "default",
                    "service", service,
                    "routee", routee,
                    "failed", failed,
                    "latencies", Map.of("40", calls)))));
  }

  /** An agent's broker reports an event. */
  void event(String reason, String severity, String service, String routee, String message) {
    put(
        "/apis/weft.dev/v1/agents/host-a/events",
        Map.of(
            "events",
            List.of(
                Map.of(
                    "at", clock.wall().toString(),
                    "severity", severity,
                    "reason", reason,
                    "service", service,
                    "routee", routee,
                    "message", message))));
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    registry.close();
    clock.close();
  }
}
