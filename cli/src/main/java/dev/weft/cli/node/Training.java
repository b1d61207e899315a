package dev.weft.cli.node;

import com.sun.net.httpserver.HttpServer;
import dev.weft.cli.command.RootCommand;
import dev.weft.control.ControlServer;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Walks once through the main paths, so that the JVM can record what they load: the build runs it
 * to make the AOT cache. A mesh comes up, a routee joins, calls pass, commands ask.
 */
final class Training {
  private static final int CALLS = 200;

  private Training() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("weft-training");
    HttpServer program = program();
    var clock = new SystemClock();
    var options =
        new Mesh.Options(
            new ControlServer.Options("127.0.0.1", 0, data), "127.0.0.1", "127.0.0.1", 0, 0);
    try (var mesh = Mesh.start(options, data, List.of(), List.of(), _ -> {}, clock)) {
      var admitted = new CountDownLatch(1);
      mesh.registry()
          .snapshots()
          .subscribe(snapshot -> {
            if (snapshot.services().values().stream()
                .flatMap(service -> service.routees().stream())
                .anyMatch(routee -> routee.admitted())) {
              admitted.countDown();
            }
          });
      String registry = mesh.registryUri().toString();
      put(
          registry + "/apis/weft.dev/v1/namespaces/default/routees/training-1",
          """
          {"apiVersion": "weft.dev/v1", "kind": "Routee", "metadata": {"name": "training-1"},
           "spec": {"service": "training", "address": "127.0.0.1", "port": %d}}\
          """
              .formatted(program.getAddress().getPort()));
      if (!admitted.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the routee was not admitted within 10 s");
      }
      var broker =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), mesh.brokerUri().getPort());
      var proxy = new Proxy(Proxy.Type.HTTP, broker);
      for (int i = 0; i < CALLS; i++) {
        int status = get("http://training/", proxy);
        if (status != 200) {
          throw new IllegalStateException("the broker answered " + status);
        }
      }
      RootCommand.execute("get", "routees", "-A", "-o", "wide", "--api", registry);
      RootCommand.execute("get", "services", "-o", "yaml", "--api", registry);
      RootCommand.execute("run", "--help");
      get(mesh.adminUri() + "/metrics");
      get(registry + "/metrics");
      get(registry + "/");
    } finally {
      program.stop(0);
      clock.close();
      delete(data);
    }
    System.exit(0);
  }

  private static HttpServer program() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static int get(String url) throws IOException {
    return get(url, Proxy.NO_PROXY);
  }

  private static int get(String url, Proxy proxy) throws IOException {
    var connection = (HttpURLConnection) URI.create(url).toURL().openConnection(proxy);
    int status = connection.getResponseCode();
    if (status < 400) {
      connection.getInputStream().readAllBytes();
    }
    return status;
  }

  private static void put(String url, String json) throws IOException {
    var connection = (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
    connection.setRequestMethod("PUT");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
    if (connection.getResponseCode() != 201) {
      throw new IllegalStateException("the registry answered " + connection.getResponseCode());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
