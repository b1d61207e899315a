package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class CatalogTest extends RegistryFixture {

  @Test
  void givesANewResourceItsUidTimesAndRevision() {
    Written written = catalog.put(Documented.routee("orders-1"));

    Metadata metadata = written.resource().metadata();
    assertThat(written.created()).isTrue();
    assertThat(metadata.uid()).hasSize(36);
    assertThat(metadata.creationTimestamp()).isEqualTo(clock.wall());
    assertThat(metadata.generation()).isEqualTo(1);
    assertThat(metadata.resourceVersion()).isEqualTo(catalog.revision());
    assertThat(catalog.get(Kind.ROUTEE, "default", "orders-1")).contains(written.resource());
  }

  @Test
  void hasTheDefaultNamespaceFromTheStartAndOthersOnceUsed() {
    assertThat(catalog.get(Kind.NAMESPACE, "", "default")).isPresent();
    assertThat(catalog.get(Kind.NAMESPACE, "", "shop")).isEmpty();

    catalog.put(Documented.routee("shop", "orders-1", 8081));

    assertThat(catalog.get(Kind.NAMESPACE, "", "shop")).isPresent();
  }

  @Test
  void makesTheServiceOfARouteeBeforeTheRoutee() {
    Resource routee = catalog.put(Documented.routee("orders-1")).resource();

    Resource service = catalog.get(Kind.SERVICE, "default", "orders").orElseThrow();
    assertThat(service.metadata().resourceVersion())
        .isLessThan(routee.metadata().resourceVersion());
  }

  @Test
  void leavesAServiceThatIsThereAlone() {
    Resource service = catalog.put(Documented.service("orders")).resource();

    catalog.put(Documented.routee("orders-1"));

    assertThat(catalog.get(Kind.SERVICE, "default", "orders")).contains(service);
  }

  @Test
  void writesNothingForAnUnchangedPut() {
    Resource first = catalog.put(Documented.routee("orders-1")).resource();

    Written again = catalog.put(Documented.routee("orders-1"));

    assertThat(again.resource()).isEqualTo(first);
    assertThat(again.created()).isFalse();
    assertThat(catalog.revision()).isEqualTo(first.metadata().resourceVersion());
  }

  @Test
  void countsGenerationsByChangesOfTheBodyAlone() {
    Resource first = catalog.put(Documented.configMap("settings", "a")).resource();

    Resource labelled =
        catalog
            .put(first.withMetadata(first.metadata().withLabels(Map.of("team", "red"))))
            .resource();
    assertThat(labelled.metadata().generation()).isEqualTo(1);
    Resource changed = catalog.put(Documented.configMap("settings", "b")).resource();
    assertThat(changed.metadata().generation()).isEqualTo(2);
    assertThat(changed.metadata().uid()).isEqualTo(first.metadata().uid());
  }

  @Test
  void refusesAPutOverAnotherVersion() {
    Resource first = catalog.put(Documented.configMap("settings", "a")).resource();
    Resource second = catalog.put(Documented.configMap("settings", "b")).resource();
    long old = first.metadata().resourceVersion();
    long current = second.metadata().resourceVersion();

    assertThatThrownBy(() -> catalog.put(Documented.at(first, old)))
        .isInstanceOf(CatalogException.Conflict.class)
        .hasMessage(
            "ConfigMap default/settings was expected at resourceVersion "
                + old
                + " but stands at "
                + current
                + ": it was changed in between");
    assertThat(catalog.put(Documented.at(first, current)).created()).isFalse();
  }

  @Test
  void refusesAPutOfAVersionThatIsGoneOrOfAnotherUid() {
    Resource first = catalog.put(Documented.configMap("settings", "a")).resource();
    catalog.delete(Kind.CONFIG_MAP, "default", "settings", 0);
    assertThatThrownBy(() -> catalog.put(first)).isInstanceOf(CatalogException.Conflict.class);

    catalog.put(Documented.configMap("settings", "a"));
    assertThatThrownBy(() -> catalog.put(Documented.at(first, 0)))
        .isInstanceOf(CatalogException.Conflict.class)
        .hasMessageContaining("uid");
  }

  @Test
  void createsOnlyOnce() {
    catalog.create(Documented.configMap("settings", "a"));

    assertThatThrownBy(() -> catalog.create(Documented.configMap("settings", "b")))
        .isInstanceOf(CatalogException.AlreadyExists.class)
        .hasMessageContaining("ConfigMap default/settings exists already");
  }

  @Test
  void keepsStatusAndSpecApart() {
    Resource routee = catalog.put(Documented.routee("orders-1")).resource();
    Resource judged =
        catalog.putStatus(Kind.ROUTEE, "default", "orders-1", Map.of("verdict", "passing"), 0);

    assertThat(judged.metadata().generation()).isEqualTo(1);
    assertThat(judged.body()).isEqualTo(routee.body());
    Resource relabelled =
        catalog
            .put(
                Documented.routee("orders-1")
                    .withMetadata(
                        Metadata.named("default", "orders-1").withLabels(Map.of("v", "2")))
                    .withStatus(Map.of("verdict", "forged")))
            .resource();
    assertThat(relabelled.status()).isEqualTo(Map.of("verdict", "passing"));
  }

  @Test
  void takesTheVerdictFromARouteeThatMoves() {
    catalog.put(Documented.routee("default", "orders-1", 8081));
    catalog.putStatus(Kind.ROUTEE, "default", "orders-1", Map.of("verdict", "passing"), 0);

    Resource moved = catalog.put(Documented.routee("default", "orders-1", 8082)).resource();

    assertThat(moved.status()).isEmpty();
  }

  @Test
  void refusesAStatusOverAnotherVersionAndOfWhatIsNotThere() {
    Resource routee = catalog.put(Documented.routee("orders-1")).resource();
    long old = routee.metadata().resourceVersion();
    catalog.putStatus(Kind.ROUTEE, "default", "orders-1", Map.of("verdict", "passing"), old);

    assertThatThrownBy(() -> catalog.putStatus(Kind.ROUTEE, "default", "orders-1", Map.of(), old))
        .isInstanceOf(CatalogException.Conflict.class);
    assertThatThrownBy(() -> catalog.putStatus(Kind.ROUTEE, "default", "x", Map.of(), 0))
        .isInstanceOf(CatalogException.NotFound.class)
        .hasMessage("Routee default/x is not there");
  }

  @Test
  void deletesOnceAndSaysWhatItWas() {
    Resource routee = catalog.put(Documented.routee("orders-1")).resource();

    Resource deleted = catalog.delete(Kind.ROUTEE, "default", "orders-1", 0);

    assertThat(deleted.body()).isEqualTo(routee.body());
    assertThat(deleted.metadata().resourceVersion()).isEqualTo(catalog.revision());
    assertThatThrownBy(() -> catalog.delete(Kind.ROUTEE, "default", "orders-1", 0))
        .isInstanceOf(CatalogException.NotFound.class);
  }

  @Test
  void keepsNamespacesThatAreNeeded() {
    catalog.put(Documented.routee("shop", "orders-1", 8081));

    assertThatThrownBy(() -> catalog.delete(Kind.NAMESPACE, "", "shop", 0))
        .isInstanceOf(CatalogException.Conflict.class)
        .hasMessageContaining("not empty");
    assertThatThrownBy(() -> catalog.delete(Kind.NAMESPACE, "", "default", 0))
        .isInstanceOf(CatalogException.Conflict.class);
    catalog.delete(Kind.ROUTEE, "shop", "orders-1", 0);
    catalog.delete(Kind.SERVICE, "shop", "orders", 0);
    assertThat(catalog.delete(Kind.NAMESPACE, "", "shop", 0)).isNotNull();
  }

  @Test
  void storesNothingOfAnInvalidRegistration() {
    long before = catalog.revision();

    assertThatThrownBy(() -> catalog.put(Documented.routee("shop", "orders-1", 65_536)))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("spec.port")
        .hasMessageContaining("65536");
    assertThatThrownBy(() -> catalog.put(Documented.routee("shop", "Orders/1", 80)))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("metadata.name");
    assertThatThrownBy(() -> catalog.put(Documented.routee("sh.op", "orders-1", 80)))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("metadata.namespace");
    assertThatThrownBy(() -> catalog.put(Documented.service("or.ders")))
        .isInstanceOf(InvalidResourceException.class);
    assertThatThrownBy(() -> catalog.put(Documented.configMap("big", "x".repeat(1_100_000))))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("at most 1048576 bytes");
    Resource labelled = Documented.routee("orders-1");
    assertThatThrownBy(() ->
            catalog.put(
                labelled.withMetadata(
                    labelled.metadata().withLabels(Map.of("a", "x".repeat(1_000_000))))))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("262144");
    assertThat(catalog.revision()).isEqualTo(before);
  }

  @Test
  void listsByNamespaceThenName() {
    catalog.put(Documented.routee("b", "y", 1));
    catalog.put(Documented.routee("b", "x", 1));
    catalog.put(Documented.routee("a-b", "z", 1));
    catalog.put(Documented.routee("a", "z", 1));

    assertThat(catalog.list(Kind.ROUTEE, null).items())
        .extracting(Resource::qualifiedName)
        .containsExactly("a/z", "a-b/z", "b/x", "b/y");
    Listing one = catalog.list(Kind.ROUTEE, "b");
    assertThat(one.items()).extracting(Resource::qualifiedName).containsExactly("b/x", "b/y");
    assertThat(one.revision()).isEqualTo(catalog.revision());
  }

  @Test
  void survivesARestartUnchanged() {
    Resource routee = catalog.put(Documented.routee("orders-1")).resource();
    catalog.putStatus(Kind.ROUTEE, "default", "orders-1", Map.of("verdict", "passing"), 0);
    catalog.put(Documented.configMap("gone", "a"));
    catalog.delete(Kind.CONFIG_MAP, "default", "gone", 0);
    List<Resource> before = catalog.list(Kind.ROUTEE, null).items();
    long revision = catalog.revision();

    restart();

    assertThat(catalog.revision()).isEqualTo(revision);
    assertThat(catalog.list(Kind.ROUTEE, null).items()).isEqualTo(before);
    assertThat(catalog.list(Kind.CONFIG_MAP, null).items()).isEmpty();
    assertThat(catalog.put(Documented.routee("orders-1")).resource().metadata().uid())
        .isEqualTo(routee.metadata().uid());
  }

  @Test
  void takesConcurrentWritersOneAfterTheOther() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Written>> tasks = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String value = Integer.toString(i);
        tasks.add(() -> catalog.put(Documented.configMap("settings", value)));
      }
      int created = 0;
      for (Future<Written> task : threads.invokeAll(tasks)) {
        created += task.get().created() ? 1 : 0;
      }
      assertThat(created).isEqualTo(1);
      Resource last = catalog.get(Kind.CONFIG_MAP, "default", "settings").orElseThrow();
      assertThat(last.metadata().generation()).isEqualTo(64);
    }
  }

  @Test
  void stillReadsOnceClosedButNoLongerWrites() {
    catalog.put(Documented.routee("orders-1"));
    registry.close();

    assertThat(routees()).containsExactly("orders-1");
    assertThatThrownBy(() -> catalog.put(Documented.routee("orders-2")))
        .isInstanceOf(dev.weft.registry.store.StoreException.class);
  }

  @Test
  void watchesWhatIsThereAndThenWhatChanges() throws Exception {
    catalog.put(Documented.routee("orders-1"));
    Duration soon = Duration.ofSeconds(10);

    try (Watch watch = catalog.watch(Kind.ROUTEE, "default", 0)) {
      assertThat(watch.poll(soon).type()).isEqualTo(Event.Type.ADDED);
      assertThat(watch.poll(Duration.ZERO)).isNull();
      catalog.put(Documented.configMap("settings", "a"));
      catalog.put(Documented.routee("default", "orders-1", 99));
      catalog.delete(Kind.ROUTEE, "default", "orders-1", 0);
      assertThat(watch.poll(soon).type()).isEqualTo(Event.Type.MODIFIED);
      Event last = watch.poll(soon);
      assertThat(last.type()).isEqualTo(Event.Type.DELETED);
      assertThat(last.revision()).isEqualTo(catalog.revision());
      assertThat(last.resource().metadata().resourceVersion()).isEqualTo(last.revision());
    }
  }

  @Test
  void resumesAWatchWhereItBrokeOff() throws Exception {
    catalog.put(Documented.configMap("a", "1"));
    long seen = catalog.revision();
    catalog.put(Documented.configMap("b", "1"));
    catalog.put(Documented.configMap("a", "2"));

    try (Watch watch = catalog.watch(null, null, seen)) {
      Event first = watch.poll(Duration.ZERO);
      assertThat(first.resource().metadata().name()).isEqualTo("b");
      assertThat(first.revision()).isEqualTo(seen + 1);
      assertThat(watch.poll(Duration.ZERO).type()).isEqualTo(Event.Type.MODIFIED);
      assertThat(watch.poll(Duration.ZERO)).isNull();
    }
  }

  @Test
  void saysWhenARevisionIsGoneOrNeverWas() {
    long old = catalog.revision();
    catalog.put(Documented.configMap("a", "1"));
    assertThatThrownBy(() -> catalog.watch(null, null, catalog.revision() + 1))
        .isInstanceOf(CatalogException.RevisionGone.class);

    restart();

    assertThatThrownBy(() -> catalog.watch(null, null, old))
        .isInstanceOf(CatalogException.RevisionGone.class);
    catalog.watch(null, null, catalog.revision()).close();
  }
}
