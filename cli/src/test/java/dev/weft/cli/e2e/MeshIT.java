package dev.weft.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mesh as its users meet it: real processes, signals and sockets. */
class MeshIT {
  @TempDir private Path data;
  private RunningMesh mesh;

  @BeforeEach
  void start() throws Exception {
    mesh = new RunningMesh(data);
  }

  @AfterEach
  void stop() throws Exception {
    mesh.close();
  }

  @Test
  void everyFormOfAnAddressReachesARoutee() throws Exception {
    mesh.runShop("payments", "Payments");
    mesh.awaitPassing("payments", 1);

    assertThat(mesh.call("payments", "/pay?sku=a&quantity=1").statusCode()).isEqualTo(200);
    String broker = "127.0.0.1:" + mesh.broker.getPort();
    assertThat(curl("-H", "Host: payments", "http://" + broker + "/healthz")).isEqualTo("200");
    assertThat(curl("-x", "http://" + broker, "http://payments/healthz")).isEqualTo("200");
    assertThat(curl("-x", "http://" + broker, "http://payments.default:8080/healthz"))
        .isEqualTo("200");
    assertThat(curl("-H", "Host: nobody", "http://" + broker + "/")).isEqualTo("404");
  }

  @Test
  void killingOneOfThreeUnderLoadFailsNoCall() throws Exception {
    List<Process> programs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      programs.add(mesh.runShop("payments", "Payments"));
    }
    mesh.awaitPassing("payments", 3);
    int calls = 12_000;
    int workers = 16;
    var started = new AtomicInteger();
    var failures = new ArrayList<String>();
    ProcessHandle victim = programs.getFirst().toHandle().descendants().findFirst().orElseThrow();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<List<String>>>();
      for (int w = 0; w < workers; w++) {
        running.add(executor.submit(worker(started, calls, victim)));
      }
      for (Future<List<String>> worker : running) {
        failures.addAll(worker.get(120, TimeUnit.SECONDS));
      }
    }

    assertThat(failures).as("failed calls of " + calls).isEmpty();
    assertThat(victim.isAlive()).isFalse();
    mesh.awaitPassing("payments", 2);
    assertThat(programs.getFirst().waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(programs.getFirst().exitValue()).isEqualTo(137);
  }

  /** Calls until all calls are made; whoever makes the one in the middle kills the victim. */
  private Callable<List<String>> worker(AtomicInteger started, int calls, ProcessHandle victim) {
    return () -> {
      var failed = new ArrayList<String>();
      for (int i = started.getAndIncrement(); i < calls; i = started.getAndIncrement()) {
        if (i == calls / 3) {
          victim.destroyForcibly();
        }
        HttpResponse<String> answer = mesh.call("payments", "/pay?sku=a&quantity=1");
        if (answer.statusCode() != 200) {
          failed.add(i + ": " + answer.statusCode() + " " + answer.body());
        }
      }
      return failed;
    };
  }

  @Test
  void callsAreSpreadOverTheRoutees() throws Exception {
    mesh.runShop("payments", "Payments");
    mesh.runShop("payments", "Payments");
    mesh.awaitPassing("payments", 2);

    Set<String> routees = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      mesh.call("payments", "/healthz")
          .headers()
          .firstValue("x-weft-routee")
          .ifPresent(routees::add);
    }

    assertThat(routees).hasSize(2);
  }

  @Test
  void aTcpServiceIsReachedAtThePortThatItsServiceNames(@TempDir Path folder) throws Exception {
    int port = freePort();
    Path file =
        Files.writeString(
            folder.resolve("inventory.yaml"),
            """
            apiVersion: v1
            kind: Service
            metadata: {name: inventory}
            spec: {ports: [{port: %d, appProtocol: tcp}]}
            """
                .formatted(port));
    assertThat(mesh.weft("apply", "-f", file.toString()).out())
        .contains("service/inventory created");
    mesh.runShop("inventory", "Inventory", "--protocol", "tcp");
    mesh.awaitPassing("inventory", 1);

    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("PING\n".getBytes(StandardCharsets.US_ASCII));
      var lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      assertThat(lines.readLine()).startsWith("PONG");
    }
    Process told = mesh.run("--service", "asker", "--", "sh", "-c", "env; exit 0");
    assertThat(Weft.linesUntil(told, "INVENTORY_SERVICE_PORT=" + port)).isNotEmpty();
  }

  @Test
  void whatWasRegisteredIsThereAfterAnAbruptEnd() throws Exception {
    mesh.http.send(
        HttpRequest.newBuilder(
                mesh.registry.resolve("/apis/weft.dev/v1/namespaces/shop/routees/billing-1"))
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"apiVersion": "weft.dev/v1", "kind": "Routee", "metadata": {"name": "billing-1"},
                     "spec": {"service": "billing", "address": "127.0.0.1", "port": 9}}\
                    """))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    mesh.process.destroyForcibly().waitFor();
    mesh.close();

    mesh = new RunningMesh(data);

    assertThat(mesh.weft("get", "routees", "-n", "shop").out()).contains("billing-1");
    assertThat(mesh.weft("get", "services", "-A").out()).contains("billing");
  }

  @Test
  void aProgramToldToStopIsDeregisteredAndItsExitCodePasses() throws Exception {
    Process program = mesh.runShop("payments", "Payments");
    mesh.awaitPassing("payments", 1);

    program.destroy();

    assertThat(program.waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(program.exitValue()).isIn(0, 143);
    assertThat(mesh.weft("get", "routees").err()).contains("No routees in namespace default.");
  }

  @Test
  void twoMeshesCannotShareAPortOrAFolder(@TempDir Path other) throws Exception {
    Weft.Outcome samePort =
        mesh.weft(
            "up",
            "--data",
            other.toString(),
            "--registry-port",
            "0",
            "--admin-port",
            "0",
            "--broker-port",
            Integer.toString(mesh.broker.getPort()));
    assertThat(samePort.exitCode()).isEqualTo(1);
    assertThat(samePort.err().lines()).hasSize(1);
    assertThat(samePort.err()).contains(Integer.toString(mesh.broker.getPort()), "in use");

    Weft.Outcome sameFolder =
        mesh.weft(
            "up",
            "--data",
            data.toString(),
            "--registry-port",
            "0",
            "--admin-port",
            "0",
            "--broker-port",
            "0");
    assertThat(sameFolder.exitCode()).isEqualTo(1);
    assertThat(sameFolder.err()).contains(data.toString(), "in use");
  }

  private static String curl(String... words) throws Exception {
    var command = new ArrayList<>(List.of("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out;
  }

  private static int freePort() throws Exception {
    try (var socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void theApiAndTheAdminPortAnswer() throws Exception {
    for (URI uri :
        List.of(
            mesh.registry.resolve("/healthz"),
            mesh.registry.resolve("/readyz"),
            mesh.registry.resolve("/metrics"),
            mesh.registry.resolve("/openapi.json"),
            mesh.registry.resolve("/"),
            mesh.admin.resolve("/healthz"),
            mesh.admin.resolve("/readyz"),
            mesh.admin.resolve("/metrics"),
            mesh.admin.resolve("/snapshot"),
            mesh.admin.resolve("/routees"))) {
      HttpResponse<String> answer =
          mesh.http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(uri.toString()).isEqualTo(200);
    }
  }
}
