package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A reader that loses its connection at any point, watches on from the last revision it knows, and
 * lists when it is told that this one is gone, ends with what a fresh list shows.
 */
final class ReconnectingReaderTest extends RegistryFixture {
  private static final int STEPS = 4_000;
  private static final int NAMES = 12;
  private static final int HISTORY_EVENTS = 40;
  private static final int HISTORY_BYTES = 20_000;

  @BeforeEach
  @Override
  void open() {
    registry = Registry.open(directory, clock, new History(HISTORY_EVENTS, HISTORY_BYTES));
    catalog = registry.catalog();
  }

  /** What a client knows: documents by key, and up to which revision. */
  private final class Reader {
    private final @Nullable Kind kind;
    private final Map<String, String> known = new HashMap<>();
    private @Nullable Watch watch;
    private long revision;
    private int lists;

    Reader(@Nullable Kind kind) {
      this.kind = kind;
    }

    void connect() {
      disconnect();
      if (revision > 0) {
        try {
          watch = catalog.watch(kind, null, revision);
          return;
        } catch (CatalogException.RevisionGone e) {
          revision = 0;
        }
      }
      list();
      watch = catalog.watch(kind, null, revision);
    }

    private void list() {
      lists++;
      known.clear();
      for (Kind one : kind == null ? Kind.values() : new Kind[] {kind}) {
        Listing listing = catalog.list(one, null);
        listing.documents().forEach(this::keep);
        revision = listing.revision(); // nobody writes between the lists of this test
      }
    }

    private void keep(Document document) {
      known.put(document.storedKey(), new String(document.json(), StandardCharsets.UTF_8));
    }

    void disconnect() {
      if (watch != null) {
        watch.close();
        watch = null;
      }
    }

    /** Reads some events; false if there was none. */
    boolean read(int atMost) throws InterruptedException {
      if (watch == null) {
        connect();
      }
      try {
        for (int i = 0; i < atMost; i++) {
          Event event = watch.poll(Duration.ZERO);
          if (event == null) {
            return i > 0;
          }
          assertThat(event.revision()).as("in order and each once").isGreaterThan(revision);
          revision = event.revision();
          if (event.type() == Event.Type.DELETED) {
            assertThat(known.remove(event.document().storedKey())).isNotNull();
          } else {
            assertThat(known.containsKey(event.document().storedKey()))
                .isEqualTo(event.type() == Event.Type.MODIFIED);
            keep(event.document());
          }
        }
      } catch (CatalogException.RevisionGone e) {
        revision = 0;
        connect();
      }
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsWithWhatAFreshListShows(boolean aggregated) throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    Kind kind = aggregated ? null : Kind.CONFIG_MAP;
    var reader = new Reader(kind);
    try {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(20)) {
          case 0 -> reader.disconnect();
          case 1 -> reader.connect();
          case 2, 3, 4, 5, 6 -> reader.read(random.nextInt(10));
          case 7, 8 -> catalog.put(Documented.routee("routee-" + random.nextInt(NAMES)));
          case 9, 10, 11 -> deleteOne(random);
          default ->
              catalog.put(
                  Documented.configMap(
                      "map-" + random.nextInt(NAMES), Long.toString(random.nextLong())));
        }
        if (random.nextInt(100) == 0) {
          overrun(random);
        }
      }
      while (reader.read(100)) {}
      var fresh = new Reader(kind);
      fresh.list();
      assertThat(reader.known).as("seed " + seed).isEqualTo(fresh.known);
      assertThat(reader.lists).as("times it had to list; seed " + seed).isGreaterThan(1);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
    } finally {
      reader.disconnect();
    }
  }

  private void deleteOne(Random random) {
    Kind kind = random.nextBoolean() ? Kind.CONFIG_MAP : Kind.ROUTEE;
    String name = (kind == Kind.ROUTEE ? "routee-" : "map-") + random.nextInt(NAMES);
    if (catalog.document(kind, "default", name).isPresent()) {
      catalog.delete(kind, "default", name, 0);
    }
  }

  /** More than the history keeps: whoever has not read all of it by then is too late. */
  private void overrun(Random random) {
    String filling = random.nextBoolean() ? "x".repeat(HISTORY_BYTES / 4) : "";
    for (int i = 0; i <= (filling.isEmpty() ? HISTORY_EVENTS : 4); i++) {
      catalog.put(Documented.configMap("big", random.nextInt() + filling));
    }
  }

  @Test
  void cutsAWatchThatIsTooFarBehindAndNoOther() throws Exception {
    long from = catalog.revision();
    try (Watch slow = catalog.watch(Kind.CONFIG_MAP, null, from);
        Watch fast = catalog.watch(Kind.CONFIG_MAP, null, from)) {
      for (int i = 0; i <= HISTORY_EVENTS; i++) {
        catalog.put(Documented.configMap("map", Integer.toString(i)));
        assertThat(fast.poll(Duration.ZERO)).isNotNull();
      }

      assertThatThrownBy(() -> slow.poll(Duration.ZERO))
          .isInstanceOf(CatalogException.RevisionGone.class)
          .hasMessageContaining("after revision " + from + " are not known");
      assertThat(fast.poll(Duration.ZERO)).isNull();
    }
  }
}
