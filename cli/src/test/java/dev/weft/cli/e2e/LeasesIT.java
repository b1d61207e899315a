package dev.weft.cli.e2e;

import static dev.weft.cli.e2e.LeasedRoutees.TTL_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.model.time.SystemClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry in trouble, as a process of its own: whose lease runs out, and when? */
class LeasesIT {
  private static final int ROUTEES = 20;
  private static final Duration TWO_LEASES = Duration.ofSeconds(2 * TTL_SECONDS);
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Pattern CREATED = Pattern.compile("\"creationTimestamp\": ?\"([^\"]+)\"");

  @TempDir private Path folder;
  private final SystemClock clock = new SystemClock();
  private SplitMesh mesh;

  @BeforeEach
  void start() {
    mesh = new SplitMesh(folder.resolve("registry"));
  }

  @AfterEach
  void stop() throws Exception {
    mesh.close();
    clock.close();
  }

  private URI api() {
    return URI.create(String.valueOf(mesh.environment().get("WEFT_API")));
  }

  /** Looks again and again for so long, and wants it to be so each time. */
  private void always(Duration time, String what, BooleanSupplier condition) {
    long startNanos = clock.nanos();
    RunningMesh.await(
        time + " to pass",
        () -> {
          assertThat(condition.getAsBoolean()).as(what).isTrue();
          return clock.nanos() - startNanos >= time.toNanos();
        });
  }

  private void pass(Duration time) {
    always(time, "nothing", () -> true);
  }

  /** Returns how long it took until that routee alone was gone. */
  private Duration untilGone(LeasedRoutees routees, String name) {
    long startNanos = clock.nanos();
    var gone = Set.of(name);
    RunningMesh.await(name + " gone", GRACE.multipliedBy(2), () -> routees.allThereBut(gone));
    return Duration.ofNanos(clock.nanos() - startNanos);
  }

  @Test
  void aRegistryThatStoodStillForTwoLeaseTimesEvictsNobody() throws Exception {
    mesh.startRegistry();
    try (var routees = new LeasedRoutees(api(), ROUTEES)) {
      mesh.signalRegistry("STOP");
      pass(TWO_LEASES);
      mesh.signalRegistry("CONT");

      always(TWO_LEASES, "all routees are there", () -> routees.allThereBut(Set.of()));
      assertThat(routees.refusals()).isEmpty();
      routees.silence("leased-0");
      untilGone(routees, "leased-0"); // it still notices who is silent
      assertThat(routees.refusals()).isEmpty();
    }
  }

  @Test
  void aRegistryThatIsRestartedEvictsNobodyBeforeAWholeGracePeriod() throws Exception {
    int lasting = 200;
    mesh.startRegistry();
    try (var routees = new LeasedRoutees(api(), ROUTEES)) {
      for (int i = 0; i < lasting; i++) {
        assertThat(routees.register("lasting-" + i, "")).isEqualTo(201);
      }
      mesh.killRegistry();
      routees.silence("leased-0");
      long startNanos = clock.nanos();
      mesh.startRegistry();

      assertThat(routees.allThereBut(Set.of())).as("all with a lease").isTrue();
      assertThat(routees.get("/apis/weft.dev/v1/namespaces/default/routees").body())
          .as("the one that was acknowledged last")
          .contains("\"lasting-0\"", "\"lasting-" + (lasting - 1) + "\"");
      untilGone(routees, "leased-0");
      assertThat(Duration.ofNanos(clock.nanos() - startNanos)).isGreaterThanOrEqualTo(GRACE);
      assertThat(routees.refusals()).isEmpty();
    }
  }

  /**
   * Needs libfaketime (Debian: apt install libfaketime): only root may move the machine's clock.
   */
  @Test
  void aWallClockThatIsMovedByAnHourChangesNoLease() throws Exception {
    Path library = faketime();
    Path offset = folder.resolve("offset");
    move(offset, "+0");
    mesh.startRegistryIn(
        Map.of(
            "LD_PRELOAD",
            library.toString(),
            "FAKETIME_TIMESTAMP_FILE",
            offset.toString(),
            "FAKETIME_CACHE_DURATION",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1"));
    try (var routees = new LeasedRoutees(api(), ROUTEES)) {
      for (String hours : new String[] {"+1", "-1"}) {
        move(offset, hours + "h");
        always(TWO_LEASES, "all routees are there", () -> routees.allThereBut(Set.of()));
        var moved = Duration.between(clock.wall(), registryTime(routees, "at" + hours));
        assertThat(moved.minusHours(Long.parseLong(hours)).abs())
            .as("the registry's clock was moved by %s", moved)
            .isLessThan(Duration.ofMinutes(5));
      }
      assertThat(routees.refusals()).isEmpty();
      routees.silence("leased-0");
      assertThat(untilGone(routees, "leased-0"))
          .isBetween(Duration.ofSeconds(TTL_SECONDS * 2 / 3), Duration.ofSeconds(4 * TTL_SECONDS));
    }
  }

  private static void move(Path offset, String by) throws IOException {
    Files.writeString(offset, by + "\n");
  }

  /** When the registry believes it to be: from a resource that it makes now. */
  private static Instant registryTime(LeasedRoutees routees, String word) throws Exception {
    String name = "made-" + word.replace("+", "plus").replace("-", "minus");
    assertThat(routees.register(name, "")).isEqualTo(201);
    String document = routees.get("/apis/weft.dev/v1/namespaces/default/routees/" + name).body();
    Matcher matcher = CREATED.matcher(document);
    assertThat(matcher.find()).as(document).isTrue();
    return Instant.parse(matcher.group(1));
  }

  private static Path faketime() throws IOException {
    String named = System.getProperty("weft.faketime", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    Path root = Path.of("/usr/lib");
    assumeTrue(Files.isDirectory(root), "libfaketime is looked for in /usr/lib");
    try (Stream<Path> folders = Files.list(root)) {
      Optional<Path> found =
          folders
              .map(folder -> folder.resolve("faketime").resolve("libfaketimeMT.so.1"))
              .filter(Files::exists)
              .findFirst();
      assumeTrue(found.isPresent(), "libfaketime is not installed");
      return found.orElseThrow();
    }
  }
}
