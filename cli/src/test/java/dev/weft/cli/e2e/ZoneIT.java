package dev.weft.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.FakeRoutee;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two agents in two zones: each one's callers stay in theirs while it has passing routees. */
class ZoneIT {
  @TempDir private Path folder;
  private final List<FakeRoutee> programs = new ArrayList<>();

  @AfterEach
  void stop() {
    programs.forEach(FakeRoutee::close);
  }

  /** A program of a zone, which it answers with. */
  private String routee(String name, String zone) throws IOException {
    var program = FakeRoutee.answering(zone);
    programs.add(program);
    return program.document(name, "hello", "zone: " + zone);
  }

  @Test
  void callsStayInTheZoneOfTheirAgentUntilItHasNoRoutees() throws Exception {
    try (var mesh = new SplitMesh(folder.resolve("registry"))) {
      Path file =
          Files.writeString(
              folder.resolve("r.yaml"),
              routee("a-1", "a") + routee("a-2", "a") + routee("b-1", "b") + routee("b-2", "b"));
      mesh.startRegistry("-f", file.toString());
      var inA = mesh.startAgent(folder.resolve("a"), "host-a", "--zone", "a");
      var inB = mesh.startAgent(folder.resolve("b"), "host-b", "--zone", "b");
      mesh.awaitPassing(4);
      RunningMesh.await("zone a's own", () -> only(inA, "a"));
      RunningMesh.await("zone b's own", () -> only(inB, "b"));

      programs.removeFirst().close();
      programs.removeFirst().close();
      mesh.awaitPassing(2);
      RunningMesh.await("zone b's help out", () -> only(inA, "b"));
      assertThat(only(inB, "b")).isTrue();
    }
  }

  private static boolean only(SplitMesh.Agent agent, String zone) {
    try {
      for (int i = 0; i < 40; i++) {
        if (!agent.call("hello").body().equals(zone)) {
          return false;
        }
      }
      return true;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
