package dev.weft.registry;

import dev.weft.model.mesh.Snapshot;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.testkit.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry in a directory of its own, under a fake clock. */
abstract class RegistryFixture {
  @TempDir Path directory;
  FakeClock clock = new FakeClock();
  Registry registry;
  Catalog catalog;

  @BeforeEach
  void open() {
    registry = Registry.open(directory, clock);
    catalog = registry.catalog();
  }

  @AfterEach
  void close() {
    registry.close();
  }

  void restart() {
    registry.close();
    open();
  }

  List<String> routees() {
    return catalog.list(Kind.ROUTEE, null).items().stream()
        .map(routee -> routee.metadata().name())
        .toList();
  }

  /** The first snapshot that is as wanted. */
  Snapshot snapshotWhere(Predicate<Snapshot> wanted) throws Exception {
    var found = new CompletableFuture<Snapshot>();
    try (var subscription =
        registry
            .snapshots()
            .subscribe(snapshot -> {
              if (wanted.test(snapshot)) {
                found.complete(snapshot);
              }
            })) {
      return found.get(10, TimeUnit.SECONDS);
    }
  }

  /** Returns once the registry has said of a resource what it says of itself. */
  void awaitStatus(Kind kind, String name) {
    try (Watch watch = catalog.watch(kind, null, 0)) {
      Event event;
      while ((event = watch.poll(Duration.ofSeconds(10))) != null) {
        Resource seen = event.resource();
        if (seen.metadata().name().equals(name) && !seen.status().isEmpty()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("nothing is said of " + kind + " " + name);
  }

  /** The snapshot of all that has been written so far. */
  Snapshot snapshot() throws Exception {
    long revision = catalog.revision();
    return snapshotWhere(snapshot -> snapshot.revision() >= revision);
  }
}
