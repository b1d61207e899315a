package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.SERVICES;
import static dev.weft.control.ServedMesh.routee;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ServedMesh.Answer;
import dev.weft.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class WatchTest {
  @TempDir Path dataDir;
  private ServedMesh mesh;

  @BeforeEach
  void start() {
    mesh = new ServedMesh(dataDir);
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  @Test
  void tellsWhatHappensAfterARevisionAsItHappens() throws Exception {
    mesh.put(ROUTEES + "/old", routee(1));
    String version = mesh.get(ROUTEES).version();

    try (var watch = mesh.watch(ROUTEES + "?watch=1&resourceVersion=" + version)) {
      mesh.put(ROUTEES + "/a", routee(1));
      assertThat(watch.nextShort()).isEqualTo("ADDED a");
      mesh.put(ROUTEES + "/a", routee(2));
      assertThat(watch.nextShort()).isEqualTo("MODIFIED a");
      mesh.delete(ROUTEES + "/a");
      assertThat(watch.nextShort()).isEqualTo("DELETED a");
    }
  }

  @Test
  void startsWithAllThatExistsWhereNoRevisionIsGiven() throws Exception {
    mesh.put(ROUTEES + "/a", routee(1));

    try (var watch = mesh.watch("/apis/weft.dev/v1/routees?watch=true")) {
      assertThat(watch.nextShort()).isEqualTo("ADDED a");
    }
  }

  @Test
  void endsAfterItsTimeWithABookmarkForThoseWhoAllowThem() throws Exception {
    mesh.put(ROUTEES + "/a", routee(1));
    Answer list = mesh.get(ROUTEES);
    String query = "?watch=1&allowWatchBookmarks=true&resourceVersion=" + list.version();

    try (var watch = mesh.watch(ROUTEES + query + "&timeoutSeconds=1")) {
      var next = new FutureTask<>(watch::next);
      Thread.ofVirtual().start(next);
      Eventually.so(
          "its time is over, which counts from when the server has it",
          () -> {
            mesh.clock.advance(Duration.ofSeconds(1));
            return next.isDone();
          });
      Answer bookmark = next.get();
      assertThat(bookmark.type()).isEqualTo("BOOKMARK");
      assertThat(bookmark.objectMetadata().get("resourceVersion")).isEqualTo(list.version());
      watch.readToEnd();
    }
  }

  @Test
  void saysWhenTheInitialEventsAreDone() throws Exception {
    mesh.put(ROUTEES + "/a", routee(1));

    try (var watch =
        mesh.watch(
            ROUTEES
                + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                + "&allowWatchBookmarks=true")) {
      assertThat(watch.nextShort()).isEqualTo("ADDED a");
      assertThat(watch.next().objectMetadata().toString())
          .contains("k8s.io/initial-events-end=true");
      mesh.put(ROUTEES + "/b", routee(1));
      assertThat(watch.nextShort()).isEqualTo("ADDED b");
    }
  }

  @Test
  void beginsWithWhatHappensNextWhereInitialEventsAreDeclined() throws Exception {
    mesh.put(ROUTEES + "/old", routee(1));
    for (String version : List.of("", "&resourceVersion=", "&resourceVersion=0")) {
      try (var watch =
          mesh.watch(
              ROUTEES
                  + "?watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan"
                  + version)) {
        mesh.put(ROUTEES + "/new", routee(1));
        assertThat(watch.nextShort()).as(version).isEqualTo("ADDED new");
      }
      mesh.delete(ROUTEES + "/new");
    }
  }

  @Test
  void showsAResourceThatStopsMatchingAsDeletedAndOneThatStartsAsAdded() throws Exception {
    mesh.put(ROUTEES + "/in", labelled("yes"));
    mesh.put(ROUTEES + "/out", labelled("no"));
    String version = mesh.get(ROUTEES).version();

    try (var watch =
        mesh.watch(ROUTEES + "?watch=1&labelSelector=wanted%3Dyes&resourceVersion=" + version)) {
      mesh.put(ROUTEES + "/out", routee(2));
      mesh.put(ROUTEES + "/out", labelled("yes"));
      assertThat(watch.nextShort()).isEqualTo("ADDED out");
      mesh.put(ROUTEES + "/in", labelled("no"));
      assertThat(watch.nextShort()).isEqualTo("DELETED in");
    }
  }

  @Test
  void saysNothingOfAResourceThatNeverMatchedHoweverLateTheWatchBegins() throws Exception {
    mesh.put(ROUTEES + "/out", labelled("no"));
    mesh.put(ROUTEES + "/in", labelled("yes"));
    String version = mesh.get(ROUTEES).version();
    mesh.put(ROUTEES + "/out", labelled("never"));
    mesh.put(ROUTEES + "/in", labelled("no"));
    mesh.delete(ROUTEES + "/out");
    mesh.put(ROUTEES + "/last", labelled("yes"));

    try (var watch =
        mesh.watch(ROUTEES + "?watch=1&labelSelector=wanted%3Dyes&resourceVersion=" + version)) {
      Answer gone = watch.next();
      assertThat(gone.type() + " " + gone.objectMetadata().get("name")).isEqualTo("DELETED in");
      assertThat(String.valueOf(gone.objectMetadata().get("labels"))).isEqualTo("{wanted=yes}");
      assertThat(Long.parseLong(String.valueOf(gone.objectMetadata().get("resourceVersion"))))
          .isGreaterThan(Long.parseLong(version));
      assertThat(watch.nextShort()).isEqualTo("ADDED last");
    }
  }

  private static String labelled(String value) {
    return "{\"metadata\":{\"labels\":{\"wanted\":\"" + value + "\"}}," + routee(1).substring(1);
  }

  @Test
  void streamsAllKindsInTheOrderOfTheirRevisions() throws Exception {
    try (var watch = mesh.watch("/apis/weft.dev/v1/watch?resourceVersion=0")) {
      mesh.put(ROUTEES + "/a", routee(1));
      mesh.put(SERVICES + "/web", "{\"spec\":{\"ports\":[{\"port\":80}]}}");

      long last = 0;
      boolean routeeSeen = false;
      for (String kind = ""; !kind.equals("web"); ) {
        Answer event = watch.next();
        Map<?, ?> metadata = event.objectMetadata();
        if (event.type().equals("ADDED")) {
          kind = String.valueOf(metadata.get("name"));
          routeeSeen |= "Routee".equals(event.map("object").get("kind"));
        }
        long revision = Long.parseLong(String.valueOf(metadata.get("resourceVersion")));
        assertThat(revision).isGreaterThanOrEqualTo(last);
        last = revision;
      }
      assertThat(routeeSeen).isTrue();
    }
  }

  @Test
  void streamsTableRowsAndDescribesTheColumnsOnce() throws Exception {
    mesh.put(ROUTEES + "/a", routee(1));
    mesh.put(ROUTEES + "/b", routee(1));

    try (var watch =
        mesh.watch(mesh.request(ROUTEES + "?watch=1").header("Accept", ServedMesh.TABLE))) {
      Map<?, ?> first = watch.next().map("object");
      Map<?, ?> second = watch.next().map("object");
      assertThat(first.get("kind")).isEqualTo("Table");
      assertThat((List<?>) first.get("columnDefinitions")).isNotEmpty();
      assertThat((List<?>) second.get("columnDefinitions")).isEmpty();
      assertThat((List<?>) second.get("rows")).hasSize(1);
    }
  }

  @Test
  void endsEveryWatchInOrderWhenTheServerCloses() throws Exception {
    try (var watch = mesh.watch(ROUTEES + "?watch=1&resourceVersion=0")) {
      mesh.server.close();
      watch.readToEnd();
    }
  }

  @Test
  void noticesThatAClientHasGone() throws Exception {
    try (var watch = mesh.watch(ROUTEES + "?watch=1")) {
      assertThat(openWatches()).isEqualTo("1.0");
      mesh.put(ROUTEES + "/a", routee(1));
      assertThat(watch.nextShort()).isEqualTo("ADDED a");
    }
    for (int port = 2; !openWatches().equals("0.0"); port++) {
      mesh.put(ROUTEES + "/a", routee(port)); // every event is an occasion to notice
    }
  }

  private String openWatches() {
    String metrics = new String(mesh.raw(mesh.request("/metrics")).body(), StandardCharsets.UTF_8);
    return metrics
        .lines()
        .filter(line -> line.startsWith("weft_api_watches "))
        .findFirst()
        .orElseThrow()
        .substring("weft_api_watches ".length());
  }
}
