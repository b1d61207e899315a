package dev.weft.cli.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.mesh.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * As little of a mesh as real processes of the shop can do with: a registry that believes whoever
 * registers, a proxy that tries the least busy routee first and the others after it, and one TCP
 * port for the inventory.
 */
final class ToyMesh implements MeshView, AutoCloseable {
  private static final Pattern PORT = Pattern.compile("\"port\":(\\d+)");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<RouteeId, AtomicInteger> inFlight = new ConcurrentHashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();
  private final HttpServer registry;
  private final HttpServer broker;
  private final ServerSocket inventory;
  private final FakeView view;

  ToyMesh() throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    registry = listen(this::register);
    broker = listen(this::forward);
    view = new FakeView(uri(broker));
    inventory = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    view.tcp("inventory", inventory.getLocalPort());
    threads.execute(this::acceptForInventory);
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private HttpServer listen(Handler handler) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    return server;
  }

  private void register(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (exchange.getRequestMethod().equals("DELETE")) {
      view.remove(name);
    } else if (!name.equals("lease")) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var port = PORT.matcher(body);
      if (port.find()) {
        view.put(name, Integer.parseInt(port.group(1)), Verdict.State.PASSING, "believed");
      }
    }
    exchange.sendResponseHeaders(200, -1);
  }

  private void forward(HttpExchange exchange) throws IOException, InterruptedException {
    URI uri = exchange.getRequestURI();
    for (Routee routee : routees(uri.getHost())) {
      AtomicInteger busy = busy(routee);
      busy.incrementAndGet();
      try {
        var request =
            HttpRequest.newBuilder(
                    URI.create(
                        "http://" + routee.hostAndPort() + uri.getPath() + "?" + uri.getQuery()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody())
                .build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
        exchange.getResponseBody().write(answer.body());
        return;
      } catch (IOException e) {
        view.eject(routee.id().name(), "no answer");
      } finally {
        busy.decrementAndGet();
      }
    }
    exchange.sendResponseHeaders(503, -1);
  }

  private List<Routee> routees(String service) {
    var state =
        view.current().services().get(new ServiceName(ServiceName.DEFAULT_NAMESPACE, service));
    if (state == null) {
      return List.of();
    }
    var routees = new ArrayList<>(state.routees());
    Collections.shuffle(routees);
    return routees.stream().sorted(Comparator.comparingInt(routee -> busy(routee).get())).toList();
  }

  private AtomicInteger busy(Routee routee) {
    return inFlight.computeIfAbsent(routee.id(), id -> new AtomicInteger());
  }

  private void acceptForInventory() {
    try {
      while (true) {
        Socket caller = inventory.accept();
        Routee routee = routees("inventory").getFirst();
        var callee = new Socket(InetAddress.getLoopbackAddress(), routee.mainPort().port());
        threads.execute(() -> copy(caller, callee));
        threads.execute(() -> copy(callee, caller));
      }
    } catch (IOException e) {
      if (!inventory.isClosed()) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // the other direction has ended first and closed both
    }
  }

  private static URI uri(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public URI registry() {
    return uri(registry);
  }

  @Override
  public URI broker() {
    return uri(broker);
  }

  @Override
  public SnapshotSource snapshots() {
    return view;
  }

  @Override
  public Map<RouteeId, String> ejected() {
    return view.ejected();
  }

  @Override
  public void close() throws IOException {
    inventory.close();
    broker.stop(0);
    registry.stop(0);
    client.shutdownNow();
    threads.shutdownNow();
  }
}
