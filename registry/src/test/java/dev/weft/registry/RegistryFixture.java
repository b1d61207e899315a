package dev.weft.registry;

import dev.weft.model.mesh.Snapshot;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.testkit.FakeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A registry in a directory of its own, under a fake clock. */
abstract class RegistryFixture {
  static final JsonMapper JSON = JsonMapper.builder().build();

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

  /** Writes a document of the default namespace, or of none, from its JSON. */
  void put(Kind kind, String name, String json) {
    put(kind.namespaced() ? "default" : "", kind, name, json);
  }

  @SuppressWarnings("unchecked") // a JSON object is a map with text keys
  void put(String namespace, Kind kind, String name, String json) {
    var body = (Map<String, Object>) JSON.readValue(json, Map.class);
    catalog.put(new Resource(kind, Metadata.named(namespace, name), body, Map.of()));
  }

  /** A resource once it is as wanted. */
  Resource await(Kind kind, String namespace, String name, Predicate<Resource> wanted) {
    try (Watch watch = catalog.watch(kind, null, 0)) {
      Event event;
      while ((event = watch.poll(Duration.ofSeconds(10))) != null) {
        Resource seen = event.resource();
        if (seen.metadata().name().equals(name)
            && seen.metadata().namespace().equals(namespace)
            && event.type() != Event.Type.DELETED
            && wanted.test(seen)) {
          return seen;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError(
        kind + " " + name + " is " + catalog.get(kind, namespace, name).map(Resource::status));
  }

  /** Returns once the registry has said of a resource what it says of itself. */
  void awaitStatus(Kind kind, String name) {
    await(kind, "default", name, seen -> !seen.status().isEmpty());
  }

  /** The snapshot of all that has been written so far. */
  Snapshot snapshot() throws Exception {
    long revision = catalog.revision();
    return snapshotWhere(snapshot -> snapshot.revision() >= revision);
  }
}
