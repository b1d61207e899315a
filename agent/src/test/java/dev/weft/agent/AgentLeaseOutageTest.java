package dev.weft.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.time.SystemClock;
import dev.weft.registry.Agent;
import dev.weft.testkit.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent's lease beside a real registry that goes and comes back. */
final class AgentLeaseOutageTest {
  @TempDir private Path folder;
  private final SystemClock clock = new SystemClock();
  private ServedRegistry registry;
  private AgentLease lease;

  @BeforeEach
  void start() {
    registry = new ServedRegistry(folder.resolve("first"), clock);
    lease =
        new AgentLease(
            registry.endpoint(),
            "host-a",
            () -> new AgentLease.Report(7, List.of(), Map.of("shop/orders-1", 3)),
            clock,
            new Random(5));
    lease.begin();
  }

  @AfterEach
  void stop() {
    lease.close();
    registry.close();
    clock.close();
  }

  private List<String> live() {
    return registry.registry().leases().agents().list().stream()
        .filter(Agent::live)
        .map(agent -> agent.name() + " at " + agent.report().revision())
        .toList();
  }

  @Test
  void aRegistryThatIsRestartedHearsOfTheAgentAgain() throws Exception {
    Eventually.so("the agent is known", () -> live().equals(List.of("host-a at 7")));
    registry.stop();
    lease.renewNow(); // meets nobody
    registry.restart();
    assertThat(live()).as("reports are in memory alone").isEmpty();
    Eventually.so("the agent is known again", () -> live().equals(List.of("host-a at 7")));
  }

  @Test
  void soDoesOneThatHasLostEverything() throws Exception {
    Eventually.so("the agent is known", () -> !live().isEmpty());
    registry.restart(folder.resolve("second"));
    Eventually.so("the agent is known there", () -> live().equals(List.of("host-a at 7")));
  }
}
