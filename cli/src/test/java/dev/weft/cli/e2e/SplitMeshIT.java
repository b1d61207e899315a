package dev.weft.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.FakeRoutee;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry and an agent as on two hosts: processes, signals, sockets. */
class SplitMeshIT {
  @TempDir private Path folder;
  private final List<FakeRoutee> programs = new ArrayList<>();
  private SplitMesh mesh;

  @BeforeEach
  void start() {
    mesh = new SplitMesh(folder.resolve("registry"));
  }

  @AfterEach
  void stop() throws Exception {
    mesh.close();
    programs.forEach(FakeRoutee::close);
  }

  private String routee(String name) throws IOException {
    var program = FakeRoutee.answering("hello");
    programs.add(program);
    return program.document(name, "hello");
  }

  /** Rows 11, 12 and 14: the registry is killed and comes back while calls go on. */
  @Test
  void killingTheRegistryUnderLoadFailsNoCall() throws Exception {
    Path file = folder.resolve("routees.yaml");
    Files.writeString(file, routee("hello-1") + routee("hello-2"));
    mesh.startRegistry();
    SplitMesh.Agent agent = mesh.startAgent(folder.resolve("a"), "host-a", "-f", file.toString());
    mesh.awaitPassing(2);
    RunningMesh.await("calls", () -> answers(agent));

    try (var load = new SteadyLoad(agent.broker())) {
      load.awaitMore(2_000);
      mesh.killRegistry();
      load.awaitMore(4_000);
      mesh.startRegistry();
      mesh.awaitPassing(2);
      load.awaitMore(4_000);
      load.end();
      assertThat(load.failures()).as("of " + load.calls() + " calls").isEmpty();
    }
    // and the agent follows again
    Files.writeString(file, Files.readString(file) + routee("hello-3"));
    mesh.awaitPassing(3);
  }

  private static boolean answers(SplitMesh.Agent agent) {
    try {
      return agent.call("hello").statusCode() == 200;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAgentThatIsRestartedWithoutTheRegistryServesFromItsLastGoodSnapshot() throws Exception {
    Path file = Files.writeString(folder.resolve("r.yaml"), routee("hello-1"));
    mesh.startRegistry();
    SplitMesh.Agent first = mesh.startAgent(folder.resolve("a"), "host-a", "-f", file.toString());
    mesh.awaitPassing(1);
    RunningMesh.await("calls", () -> answers(first));
    mesh.killRegistry();
    first.process().destroy();
    assertThat(first.process().waitFor()).isZero();

    SplitMesh.Agent second = mesh.startAgent(folder.resolve("a"), "host-a");
    assertThat(answers(second)).isTrue();
  }

  @Test
  void aTokenIsAskedOfAgentsCommandsAndPrograms() throws Exception {
    String data = mesh.registryData.toString();
    Weft.Outcome made = mesh.weft("token", "create", "all", "--scope", "admin", "--data", data);
    assertThat(made.exitCode()).as(made.err()).isZero();
    mesh.startRegistry();
    Weft.Outcome refused = mesh.weft("get", "routees");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("WEFT_TOKEN");

    mesh.set("WEFT_TOKEN", made.out().strip());
    Path file = Files.writeString(folder.resolve("r.yaml"), routee("hello-1"));
    SplitMesh.Agent agent = mesh.startAgent(folder.resolve("a"), "host-a", "-f", file.toString());
    mesh.awaitPassing(1);
    RunningMesh.await("calls", () -> answers(agent));
    Process run =
        Weft.start(
            mesh.environment(),
            "run",
            "--service",
            "ran",
            "--",
            "sh",
            "-c",
            "exec python3 -m http.server --bind 127.0.0.1 $PORT");
    try {
      Weft.linesUntil(run, "registered");
      mesh.awaitPassing(2);
    } finally {
      run.destroy();
      run.waitFor();
    }
    assertThat(mesh.out("get", "routees")).doesNotContain("ran-");
  }

  @Test
  void aRegistryComesBackFromItsBackupAndItsAgentFollowsItAgain() throws Exception {
    Path file = Files.writeString(folder.resolve("r.yaml"), routee("hello-1"));
    String backup = folder.resolve("weft.backup").toString();
    String data = mesh.registryData.toString();
    mesh.startRegistry();
    assertThat(mesh.weft("apply", "-f", file.toString()).exitCode()).isZero();
    SplitMesh.Agent agent = mesh.startAgent(folder.resolve("a"), "host-a");
    mesh.awaitPassing(1);
    RunningMesh.await("calls", () -> answers(agent));

    assertThat(mesh.weft("backup", backup).exitCode()).isZero();
    assertThat(mesh.weft("delete", "routee", "hello-1").exitCode()).isZero();
    RunningMesh.await("no calls", () -> !answers(agent));
    mesh.killRegistry();
    Weft.Outcome kept = mesh.weft("restore", backup, "--data", data);
    assertThat(kept.exitCode()).as(kept.err()).isEqualTo(1);
    assertThat(kept.err()).contains("holds a registry already");
    Weft.Outcome restored = mesh.weft("restore", backup, "--data", data, "--replace");
    assertThat(restored.exitCode()).as(restored.err()).isZero();

    mesh.startRegistry();
    RunningMesh.await("calls again", () -> answers(agent));
  }

  @Test
  void filesAreFollowed() throws Exception {
    Path file = Files.writeString(folder.resolve("r.yaml"), routee("hello-1"));
    mesh.startRegistry("-f", file.toString());
    mesh.awaitPassing(1);
    Files.writeString(file, routee("hello-2") + routee("hello-3"));
    mesh.awaitPassing(2);
    assertThat(mesh.out("get", "routees")).doesNotContain("hello-1");
  }
}
