package dev.weft.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.time.Clock;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RemoteSnapshotsTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");

  @TempDir private Path folder;
  private final SystemClock clock = new SystemClock();
  private ServedRegistry registry;

  /** The real clock, but every wait is short, so that a test need not be patient. */
  private static final class Hurried implements Clock {
    private final Clock clock;

    Hurried(Clock clock) {
      this.clock = clock;
    }

    @Override
    public long nanos() {
      return clock.nanos();
    }

    @Override
    public Instant wall() {
      return clock.wall();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      return clock.schedule(delay.dividedBy(100), task);
    }
  }

  @BeforeEach
  void start() {
    registry = new ServedRegistry(folder.resolve("registry"), clock);
  }

  @AfterEach
  void stop() {
    registry.close();
    clock.close();
  }

  private RemoteSnapshots follow() {
    return follow(registry.port(), Duration.ofSeconds(40));
  }

  private RemoteSnapshots follow(int port, Duration silence) {
    var remote =
        new RemoteSnapshots(
            ServedRegistry.endpoint(port),
            folder.resolve("agent/snapshot"),
            new Hurried(clock),
            silence,
            new Random(1));
    remote.begin();
    return remote;
  }

  private static List<String> names(Snapshot snapshot) {
    return snapshot
        .service(ORDERS)
        .map(state -> state.routees().stream().map(routee -> routee.id().name()).toList())
        .orElse(List.of());
  }

  private static void awaitNames(RemoteSnapshots remote, String... names) throws Exception {
    Eventually.so(
        () -> List.of(names) + " instead of " + names(remote.current()),
        Duration.ofSeconds(30),
        () -> names(remote.current()).equals(List.of(names)));
  }

  @Test
  void beginsWithAllThatIsThereAndFollowsEveryChange() throws Exception {
    registry.putRoutee("orders-1", "orders", 8081);
    try (RemoteSnapshots remote = follow()) {
      assertThat(remote.awaitFirst(Duration.ofSeconds(10))).isTrue();
      assertThat(names(remote.current())).containsExactly("orders-1");
      Eventually.so("following", remote::live);

      registry.putRoutee("orders-2", "orders", 8082);
      awaitNames(remote, "orders-1", "orders-2");
      registry.deleteRoutee("orders-1");
      awaitNames(remote, "orders-2");

      var id = new RouteeId("default", "orders-2");
      registry
          .registry()
          .verdicts()
          .report(id, new Verdict(Verdict.State.PASSING, List.of("fine"), Instant.EPOCH));
      Eventually.so(
          "the verdict",
          () ->
              remote
                  .current()
                  .service(ORDERS)
                  .map(state -> state.routees().stream().anyMatch(Routee::admitted))
                  .orElse(false));
      assertThat(remote.current().services())
          .isEqualTo(registry.registry().snapshots().current().services());
    }
  }

  @Test
  void keepsTheLastSnapshotWhileTheRegistryIsAwayAndFollowsItAgain() throws Exception {
    registry.putRoutee("orders-1", "orders", 8081);
    try (RemoteSnapshots remote = follow()) {
      awaitNames(remote, "orders-1");
      registry.stop();
      Eventually.so("noticed", () -> !remote.live());
      assertThat(names(remote.current())).containsExactly("orders-1");

      registry.restart();
      registry.putRoutee("orders-2", "orders", 8082);
      awaitNames(remote, "orders-1", "orders-2");
      assertThat(remote.live()).isTrue();
    }
  }

  @Test
  void startsFromItsFileWhileTheRegistryIsAway() throws Exception {
    registry.putRoutee("orders-1", "orders", 8081);
    try (RemoteSnapshots remote = follow()) {
      awaitNames(remote, "orders-1");
    }
    registry.stop();
    try (RemoteSnapshots remote = follow()) {
      assertThat(names(remote.current())).containsExactly("orders-1");
      assertThat(remote.current().revision()).isPositive();
      assertThat(remote.live()).isFalse();

      registry.restart();
      registry.deleteRoutee("orders-1");
      awaitNames(remote);
    }
  }

  @Test
  void takesNoDamagedFileForAMesh() throws Exception {
    registry.putRoutee("orders-1", "orders", 8081);
    try (RemoteSnapshots remote = follow()) {
      awaitNames(remote, "orders-1");
    }
    Path file = folder.resolve("agent/snapshot");
    byte[] whole = Files.readAllBytes(file);
    registry.stop();
    var random = new Random(5);
    for (int i = 0; i < 50; i++) {
      byte[] damaged = whole.clone();
      if (i % 2 == 0) {
        damaged = java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length));
      } else {
        damaged[random.nextInt(damaged.length)] ^= 1;
      }
      Files.write(file, damaged);
      assertThat(new LastGoodFile(file).load()).as("seed 5, round " + i).isEmpty();
    }
    Files.write(file, whole);
    assertThat(new LastGoodFile(file).load()).isPresent();
  }

  @Test
  void listsAnewWhenAnotherRegistryAnswersAtTheSameAddress() throws Exception {
    registry.putRoutee("orders-1", "orders", 8081);
    try (RemoteSnapshots remote = follow()) {
      awaitNames(remote, "orders-1");
      registry.restart(folder.resolve("other"));
      for (int i = 0; i < 30; i++) { // further than the first ever was
        registry.putRoutee("orders-2", "orders", 9000 + i);
      }
      awaitNames(remote, "orders-2");
    }
  }

  @Test
  void noticesARegistryThatFellSilent() throws Exception {
    try (var silent = new java.net.ServerSocket(0);
        RemoteSnapshots remote = follow(silent.getLocalPort(), Duration.ofMillis(100))) {
      silent.accept(); // and nothing more
      assertThat(remote.awaitFirst(Duration.ofMillis(200))).isFalse();
      assertThat(remote.live()).isFalse();
    }
  }

  /** Row 26: whatever breaks, what was published was once true and the end is the registry's. */
  @Test
  void equalsAFreshSnapshotAfterAWatchThatWasCutAtRandomPlaces() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var writing = new AtomicBoolean(true);
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 20; i++) {
      registry.putRoutee("steady-" + i, "steady", 8000 + i);
    }
    try (var proxy = new FlakyProxy(registry.port(), 40_000, new Random(seed));
        RemoteSnapshots remote = follow(proxy.port(), Duration.ofSeconds(40))) {
      assertThat(remote.awaitFirst(Duration.ofSeconds(30))).as("seed " + seed).isTrue();
      remote.subscribe(snapshot ->
          sizes.add(
              snapshot
                  .service(new ServiceName("default", "steady"))
                  .map(state -> state.routees().size())
                  .orElse(0)));
      Thread writer = Thread.ofVirtual().start(() -> write(random, writing));
      Eventually.so("100 cuts, seed " + seed, () -> proxy.cuts() >= 100);
      writing.set(false);
      writer.join();
      proxy.behave();
      Eventually.so(
          "the same state, seed " + seed,
          () ->
              remote
                  .current()
                  .services()
                  .equals(registry.registry().snapshots().current().services()));
      assertThat(sizes).as("routees that never went, seed " + seed).containsOnly(20);
    }
  }

  private void write(Random random, AtomicBoolean writing) {
    while (writing.get()) {
      int which = random.nextInt(30);
      try {
        if (random.nextInt(3) > 0) {
          registry.putRoutee("orders-" + which, "orders-" + which % 7, 1 + random.nextInt(60_000));
        } else {
          registry.deleteRoutee("orders-" + which);
        }
      } catch (dev.weft.registry.CatalogException.NotFound e) {
        // deleted already
      }
    }
  }
}
