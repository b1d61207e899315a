package dev.weft.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of three routees is taken out of service, and brought back, while calls go on. */
class DrainIT {
  @TempDir private Path folder;

  @Test
  void losesNoCallWhereTheBrokerIsBesideTheRegistry() throws Exception {
    try (var programs = new Programs();
        var mesh = new RunningMesh(folder.resolve("data"))) {
      Path file = Files.writeString(folder.resolve("hello.yaml"), programs.documents());
      assertThat(mesh.weft("apply", "-f", file.toString()).exitCode()).isZero();
      mesh.awaitPassing("hello", 3);
      takeOutAndBringBack(programs, mesh.broker, mesh.environment());
    }
  }

  @Test
  void losesNoCallWhereTheBrokerIsAnAgents() throws Exception {
    try (var programs = new Programs();
        var mesh = new SplitMesh(folder.resolve("registry"))) {
      Path file = Files.writeString(folder.resolve("hello.yaml"), programs.documents());
      mesh.startRegistry();
      var agent = mesh.startAgent(folder.resolve("agent"), "host-a", "-f", file.toString());
      mesh.awaitPassing(3);
      takeOutAndBringBack(programs, agent.broker(), mesh.environment());
    }
  }

  private static void takeOutAndBringBack(
      Programs programs, URI broker, Map<String, String> environment) throws Exception {
    try (var load = new SteadyLoad(broker);
        var registry = new Registry(environment)) {
      load.awaitMore(500);
      var held = load.post();
      RunningMesh.await("a call that lasts", () -> !programs.holding().isEmpty());
      String routee = programs.holding();

      Process drain = Weft.start(environment, "drain", routee, "--reason", "new kernel");
      RunningMesh.await("it is counted", () -> registry.state(routee).contains("\"inFlight\":1"));
      assertThat(Weft.run(environment, "get", "routee", routee).out()).contains("OUT_OF_SERVICE");
      getsNothingNew(programs, routee, load);
      assertThat(drain.isAlive()).as("it waits for the call that lasts").isTrue();

      programs.release();
      assertThat(held.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(drain.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(drain.exitValue()).isZero();
      assertThat(registry.isQuiet(routee)).isTrue();
      getsNothingNew(programs, routee, load);
      bringBack(programs, routee, load, environment);

      assertThat(Weft.run(environment, "cordon", routee).exitCode()).isZero();
      assertThat(Weft.run(environment, "get", "routee", routee).out()).contains("OUT_OF_SERVICE");
      RunningMesh.await("no call is left", () -> registry.isQuiet(routee));
      getsNothingNew(programs, routee, load);
      bringBack(programs, routee, load, environment);

      load.end();
      assertThat(load.calls()).isGreaterThan(3_000);
      assertThat(load.failures()).as("of " + load.calls() + " calls").isEmpty();
    }
  }

  private static void getsNothingNew(Programs programs, String routee, SteadyLoad load) {
    int before = programs.received(routee);
    load.awaitMore(1_000);
    assertThat(programs.received(routee)).isEqualTo(before);
  }

  private static void bringBack(
      Programs programs, String routee, SteadyLoad load, Map<String, String> environment)
      throws Exception {
    assertThat(Weft.run(environment, "uncordon", routee).exitCode()).isZero();
    assertThat(Weft.run(environment, "get", "routee", routee).out())
        .containsAnyOf("passing", "degraded") // a busy machine may make it slower than its peers
        .doesNotContain("OUT_OF_SERVICE");
    int before = programs.received(routee);
    load.awaitMore(100);
    RunningMesh.await("it is called again", () -> programs.received(routee) > before + 50);
  }

  /** What the registry says of routees that are out of service. */
  private record Registry(URI api, HttpClient client) implements AutoCloseable {
    Registry(Map<String, String> environment) {
      this(URI.create(String.valueOf(environment.get("WEFT_API"))), HttpClient.newHttpClient());
    }

    boolean isQuiet(String routee) {
      String state = state(routee);
      return state.contains("\"inFlight\":0") && state.contains("\"brokersPending\":0");
    }

    String state(String routee) {
      String path = "/apis/weft.dev/v1/namespaces/default/routees/" + routee + "/outofservice";
      try {
        return client
            .send(
                HttpRequest.newBuilder(api.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body()
            .replace(" ", "");
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
