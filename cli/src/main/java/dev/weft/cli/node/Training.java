package dev.weft.cli.node;

import com.sun.net.httpserver.HttpServer;
import dev.weft.cli.command.RootCommand;
import dev.weft.control.ControlServer;
import dev.weft.control.http.Rehearsal;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.model.time.SystemClock;
import dev.weft.registry.Registry;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Walks once through the main paths, so that the JVM can record what they load: the build runs it
 * to make the AOT cache. A mesh comes up, a routee joins, calls pass, commands ask. Then a registry
 * is filled and started again, for what is worth compiling first when there is much to read.
 */
final class Training {
  private static final int CALLS = 200;

  /** Enough for the store to write a snapshot of what it holds. */
  private static final int ROUTEES = 30_000;

  private static final int WRITERS = 64;
  private static final int SERVICES = 100;

  private Training() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("weft-training");
    HttpServer program = program();
    var clock = new SystemClock();
    var options =
        new Mesh.Options(
            new ControlServer.Options("127.0.0.1", 0, data), "127.0.0.1", "127.0.0.1", 0, 0, "");
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
      Path many = data.resolve("many");
      fill(many, clock);
      startAgain(many, clock);
      startAgain(many, clock);
    } finally {
      program.stop(0);
      clock.close();
      delete(data);
    }
    System.exit(0);
  }

  private static void fill(Path data, Clock clock) {
    var next = new AtomicInteger();
    try (Registry registry = Registry.open(data, clock);
        var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        writers.execute(() -> {
          for (int i = next.getAndIncrement(); i < ROUTEES; i = next.getAndIncrement()) {
            registry.catalog().put(routee(i));
          }
        });
      }
    }
  }

  private static Resource routee(int number) {
    Map<String, Object> spec =
        new HashMap<>(
            Map.of("service", "service-" + number % SERVICES, "address", "10.0.0.1", "port", 8080));
    if (number % 2 == 0) {
      spec.put("lease", Map.of("ttlSeconds", 60));
    }
    return new Resource(
        Kind.ROUTEE,
        Metadata.named("default", "routee-" + number).withLabels(Map.of("version", "v1")),
        Map.of("spec", spec),
        Map.of());
  }

  private static void startAgain(Path data, Clock clock) throws IOException {
    try (Registry registry = Registry.open(data, clock)) {
      if (!Rehearsal.run(clock)) {
        throw new IllegalStateException("the rehearsal was not answered");
      }
      try (ControlServer api =
          ControlServer.start(new ControlServer.Options("127.0.0.1", 0, data), registry, clock)) {
        String address = "http://127.0.0.1:" + api.port();
        get(address + "/api/v1/namespaces/default");
        get(address + "/apis/weft.dev/v1/routees");
        registry.snapshots().current();
      }
    }
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
