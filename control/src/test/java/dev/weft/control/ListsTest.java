package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.metadataOf;
import static dev.weft.control.ServedMesh.routee;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ServedMesh.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListsTest {
  private static final String METADATA =
      "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,"
          + "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

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

  private static String label(String value) {
    return "{\"metadata\":{\"labels\":{\"half\":\"" + value + "\"}}," + routee(1).substring(1);
  }

  @Test
  void pagesThroughOneMomentWhileOthersWrite() {
    for (int i = 0; i < 7; i++) {
      mesh.put(ROUTEES + "/r-" + i, routee(1));
    }
    Answer first = mesh.get(ROUTEES + "?limit=3");
    mesh.delete(ROUTEES + "/r-6");
    mesh.put(ROUTEES + "/r-9", routee(1));

    assertThat(first.map("metadata").get("remainingItemCount")).isEqualTo(4);
    var names = new ArrayList<Object>();
    Answer page = first;
    for (Object next = ""; next != null; ) {
      page.list("items").forEach(item -> names.add(metadataOf(item).get("name")));
      assertThat(page.version()).isEqualTo(first.version());
      next = page.map("metadata").get("continue");
      if (next != null) {
        page = mesh.get(ROUTEES + "?limit=3&continue=" + next);
      }
    }
    assertThat(names).containsExactly("r-0", "r-1", "r-2", "r-3", "r-4", "r-5", "r-6");
  }

  @Test
  void forgetsAPageInTimeAndKnowsNoForeignToken() {
    mesh.put(ROUTEES + "/a", routee(1));
    mesh.put(ROUTEES + "/b", routee(1));
    Object next = mesh.get(ROUTEES + "?limit=1").map("metadata").get("continue");
    mesh.clock.advance(Duration.ofMinutes(6));

    for (Object token : new Object[] {next, "bm9uZQ", "%00"}) {
      Answer gone = mesh.get(ROUTEES + "?limit=1&continue=" + token);
      assertThat(gone.code()).as("%s", token).isEqualTo(410);
      assertThat(gone.reason()).isEqualTo("Expired");
    }
  }

  @Test
  void doesNotCountWhatComesAfterAPageThatSelects() {
    mesh.put(ROUTEES + "/a", label("one"));
    mesh.put(ROUTEES + "/b", label("two"));
    mesh.put(ROUTEES + "/c", label("one"));

    Answer page = mesh.get(ROUTEES + "?limit=2&labelSelector=half%3Done");
    assertThat(page.list("items")).hasSize(1);
    assertThat(page.map("metadata").get("continue")).isNotNull();
    assertThat(page.map("metadata").get("remainingItemCount")).isNull();
  }

  @Test
  void streamsAListOfThousandsAsItStreamsOneOfTwo() {
    String names =
        "{\"spec\":{\"service\":\"orders\",\"address\":\"127.0.0.1\",\"port\":1,\"zone\":\"z\"}}";
    for (int i = 0; i < 600; i++) {
      mesh.put(ROUTEES + "/r-" + i, names);
    }
    Answer list = mesh.get(ROUTEES);

    assertThat(list.tree()).containsEntry("kind", "RouteeList");
    assertThat(list.list("items")).hasSize(600);
    assertThat(list.list("items").getFirst().toString()).contains("zone=z", "uid=");
  }

  @Test
  void takesVersionsAsKubernetesDoes() {
    String version = mesh.put(ROUTEES + "/a", routee(1)).version();

    for (String query :
        List.of(
            "resourceVersion=0",
            "resourceVersion=" + version,
            "resourceVersion=0&resourceVersionMatch=NotOlderThan",
            "resourceVersionMatch=Exact&resourceVersion=" + version,
            "limit=1&resourceVersion=" + version)) {
      assertThat(mesh.get(ROUTEES + "?" + query).list("items")).as(query).hasSize(1);
    }
    Answer future = mesh.get(ROUTEES + "?resourceVersion=99999");
    assertThat(future.code()).isEqualTo(504);
    assertThat(future.reason()).isEqualTo("Timeout");
    assertThat(future.map("details").toString()).contains("reason=ResourceVersionTooLarge");
    for (String query :
        List.of(
            "resourceVersionMatch=Exact",
            "resourceVersionMatch=Exact&resourceVersion=0",
            "resourceVersionMatch=Roughly&resourceVersion=1",
            "sendInitialEvents=true",
            "watch=1&sendInitialEvents=true",
            "watch=1&resourceVersion=1&resourceVersionMatch=NotOlderThan",
            "continue=abc&resourceVersion=1",
            "limit=-1",
            "resourceVersion=one")) {
      assertThat(mesh.get(ROUTEES + "?" + query).code()).as(query).isEqualTo(400);
    }
    mesh.put(ROUTEES + "/a", routee(2));
    Answer over = mesh.get(ROUTEES + "?resourceVersionMatch=Exact&resourceVersion=" + version);
    assertThat(over.code()).isEqualTo(410);
  }

  @Test
  void givesAnExactVersionAsLongAsNothingOfTheKindHasChanged() {
    String version = mesh.put(ROUTEES + "/a", routee(1)).version();
    mesh.put("/api/v1/namespaces/default/configmaps/other", "{\"data\":{}}");

    Answer exact = mesh.get(ROUTEES + "?resourceVersionMatch=Exact&resourceVersion=" + version);
    assertThat(exact.list("items")).hasSize(1);
  }

  @Test
  void givesMetadataAloneToThoseWhoWantNoMore() {
    mesh.put(ROUTEES + "/a", label("one"));

    Answer list = mesh.send(mesh.request(ROUTEES).header("Accept", METADATA));
    Answer one =
        mesh.send(mesh.request(ROUTEES + "/a").header("Accept", METADATA.replace("List", "")));
    assertThat(list.tree())
        .containsEntry("kind", "PartialObjectMetadataList")
        .containsEntry("apiVersion", "meta.k8s.io/v1");
    assertThat(list.list("items").toString()).contains("half=one").doesNotContain("spec");
    assertThat(one.tree()).containsEntry("kind", "PartialObjectMetadata").doesNotContainKey("spec");
  }

  @Test
  void watchesMetadataAlone() throws Exception {
    try (var watch =
        mesh.watch(
            mesh.request(ROUTEES + "?watch=1&allowWatchBookmarks=true")
                .header("Accept", METADATA.replace("List", "")))) {
      mesh.put(ROUTEES + "/a", label("one"));
      Answer event = watch.next();
      assertThat(event.map("object").get("kind")).isEqualTo("PartialObjectMetadata");
      assertThat(event.objectMetadata().get("name")).isEqualTo("a");
      assertThat(event.tree().toString()).doesNotContain("spec");
    }
  }

  @Test
  void refusesToAnswerInATypeThatItCannotWrite() {
    for (String accept :
        List.of(
            "application/vnd.kubernetes.protobuf",
            "text/html",
            "application/json;as=Table;v=v2;g=x")) {
      assertThat(mesh.send(mesh.request(ROUTEES).header("Accept", accept)).code())
          .as(accept)
          .isEqualTo(406);
    }
    for (String accept : List.of("application/vnd.kubernetes.protobuf, */*", "application/*", "")) {
      assertThat(mesh.send(mesh.request(ROUTEES).header("Accept", accept)).code())
          .as(accept)
          .isEqualTo(200);
    }
  }

  @Test
  void deletesACollectionByItsSelectorsAndNothingElse() {
    mesh.put(ROUTEES + "/a", label("one"));
    mesh.put(ROUTEES + "/b", label("two"));
    String elsewhere = ROUTEES.replace("default", "shop");
    mesh.put(elsewhere + "/a", label("one"));

    assertThat(mesh.delete(ROUTEES + "?labelSelector=half%3Done").code()).isEqualTo(200);
    assertThat(mesh.get(ROUTEES).list("items")).hasSize(1);
    assertThat(mesh.get(elsewhere).list("items")).hasSize(1);
    assertThat(mesh.delete(ROUTEES).code()).isEqualTo(200);
    assertThat(mesh.get(ROUTEES).list("items")).isEmpty();
  }

  @Test
  void answersAnUpdateOfWhatWasDeletedWithNotFound() {
    String version = mesh.put(ROUTEES + "/a", routee(1)).version();
    mesh.delete(ROUTEES + "/a");
    String body =
        "{\"metadata\":{\"resourceVersion\":\"" + version + "\"}," + routee(2).substring(1);

    assertThat(mesh.put(ROUTEES + "/a", body).code()).isEqualTo(404);
    assertThat(mesh.put(ROUTEES + "/a", routee(2)).code()).isEqualTo(201);
  }

  @Test
  void findsANameWhereOnlyItsBeginningIsGiven() {
    String body = "{\"metadata\":{\"generateName\":\"orders-\"}," + routee(2).substring(1);
    Answer one = mesh.post(ROUTEES, body);
    Answer other = mesh.post(ROUTEES, body);

    assertThat(one.code()).isEqualTo(201);
    assertThat(String.valueOf(one.map("metadata").get("name"))).matches("orders-[a-z0-9]{5}");
    assertThat(other.map("metadata").get("name")).isNotEqualTo(one.map("metadata").get("name"));
    assertThat(mesh.post(ROUTEES, body.replace("orders-", "Bad_")).code()).isEqualTo(400);
  }

  @Test
  void warnsOfWhatItIgnores() {
    mesh.put(ROUTEES + "/a", routee(1));
    HttpResponse<byte[]> deleted =
        mesh.raw(
            mesh.request(ROUTEES + "/a")
                .method("DELETE", BodyPublishers.ofString("{\"propagationPolicy\":\"Orphan\"}")));

    assertThat(deleted.headers().firstValue("Warning").orElse(""))
        .startsWith("299 - \"propagationPolicy is ignored");
  }

  @Test
  void tellsAllThatIsServedInOneDocument() {
    String v2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    HttpResponse<byte[]> groups =
        mesh.raw(mesh.request("/apis").header("Accept", v2 + ",application/json"));

    assertThat(groups.headers().firstValue("Content-Type")).hasValue(v2);
    assertThat(new String(groups.body(), StandardCharsets.UTF_8))
        .contains(
            "\"resource\":\"routees\"", "\"subresource\":\"lease\"", "\"freshness\":\"Current\"");
    assertThat(mesh.send(mesh.request("/api").header("Accept", v2)).list("items").toString())
        .contains("resource=services", "scope=Cluster");
    assertThat(mesh.get("/apis").tree()).containsEntry("kind", "APIGroupList");
  }

  @Test
  void namesTheWayOutOfWhatIsNotServed() {
    Answer apply = mesh.patch(ROUTEES + "/a", "application/apply-patch+yaml", "{}");
    assertThat(apply.code()).isEqualTo(415);
    assertThat(apply.message()).contains("without --server-side");
    Answer leader = mesh.get("/apis/coordination.k8s.io/v1/namespaces/default/leases/a");
    assertThat(leader.code()).isEqualTo(404);
    assertThat(leader.message()).contains("leader election");
  }
}
