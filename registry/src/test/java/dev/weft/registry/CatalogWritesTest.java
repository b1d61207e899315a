package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Dry runs, generated names and the preconditions of a deletion. */
final class CatalogWritesTest extends RegistryFixture {

  @Test
  void saysInADryRunWhatAPutWouldStoreAndStoresNothing() {
    Resource stored = catalog.put(Documented.configMap("settings", "a")).resource();
    long revision = catalog.revision();

    Written changed = catalog.dryRun().put(Documented.configMap("settings", "b"));
    Written made = catalog.dryRun().put(Documented.routee("elsewhere", "orders-1", 8081));

    assertThat(changed.created()).isFalse();
    assertThat(changed.resource().metadata().generation()).isEqualTo(2);
    assertThat(changed.resource().metadata().uid()).isEqualTo(stored.metadata().uid());
    assertThat(changed.resource().metadata().resourceVersion())
        .isEqualTo(stored.metadata().resourceVersion());
    assertThat(made.created()).isTrue();
    assertThat(made.resource().metadata().resourceVersion()).isZero();
    assertThat(catalog.revision()).isEqualTo(revision);
    assertThat(catalog.get(Kind.CONFIG_MAP, "default", "settings")).contains(stored);
    assertThat(catalog.get(Kind.NAMESPACE, "", "elsewhere")).isEmpty();
  }

  @Test
  void refusesInADryRunWhatItWouldRefuseForReal() {
    catalog.put(Documented.configMap("settings", "a"));
    Catalog dry = catalog.dryRun();

    assertThatThrownBy(() -> dry.create(Documented.configMap("settings", "b")))
        .isInstanceOf(CatalogException.AlreadyExists.class);
    assertThatThrownBy(() -> dry.put(Documented.at(Documented.configMap("settings", "b"), 99)))
        .isInstanceOf(CatalogException.Conflict.class);
    assertThatThrownBy(() -> dry.put(Documented.routee("default", "orders-1", 0)))
        .isInstanceOf(InvalidResourceException.class);
    assertThatThrownBy(() -> dry.delete(Kind.NAMESPACE, "", "default", 0))
        .isInstanceOf(CatalogException.Conflict.class);
    assertThatThrownBy(() -> dry.delete(Kind.CONFIG_MAP, "default", "none", 0))
        .isInstanceOf(CatalogException.NotFound.class);
  }

  @Test
  void deletesNothingAndJudgesNothingInADryRun() {
    Resource stored = catalog.put(Documented.routee("orders-1")).resource();

    assertThat(catalog.dryRun().delete(Kind.ROUTEE, "default", "orders-1", 0)).isEqualTo(stored);
    Resource judged =
        catalog
            .dryRun()
            .putStatus(Kind.ROUTEE, "default", "orders-1", Map.of("verdict", "passing"), 0);

    assertThat(judged.status()).containsEntry("verdict", "passing");
    assertThat(catalog.get(Kind.ROUTEE, "default", "orders-1")).contains(stored);
  }

  @Test
  void deletesOnlyTheOneThatIsMeant() {
    Resource first = catalog.put(Documented.configMap("settings", "a")).resource();
    catalog.delete(Kind.CONFIG_MAP, "default", "settings", 0, first.metadata().uid());
    Resource second = catalog.put(Documented.configMap("settings", "a")).resource();

    assertThatThrownBy(
            () -> catalog.delete(Kind.CONFIG_MAP, "default", "settings", 0, first.metadata().uid()))
        .isInstanceOf(CatalogException.Conflict.class)
        .hasMessageContaining(first.metadata().uid());
    assertThat(catalog.get(Kind.CONFIG_MAP, "default", "settings")).contains(second);
  }

  @Test
  void makesUpNamesThatAreNotTaken() {
    var names = new HashSet<String>();
    for (int i = 0; i < 50; i++) {
      Resource made = catalog.create(Documented.configMap("x", "a"), "settings-");
      assertThat(made.metadata().name()).matches("settings-[bcdfghjklmnpqrstvwxz2456789]{5}");
      names.add(made.metadata().name());
    }
    assertThat(names).hasSize(50);
    assertThat(catalog.list(Kind.CONFIG_MAP, null).documents()).hasSize(50);
  }

  @Test
  void cutsALongPrefixSoThatTheNameIsStillALabel() {
    Resource made = catalog.create(Documented.service("x"), "a".repeat(100));

    assertThat(made.metadata().name()).hasSize(63).startsWith("a".repeat(58));
  }

  @Test
  void refusesAPrefixThatIsNone() {
    assertThatThrownBy(() -> catalog.create(Documented.configMap("x", "a"), "No Name/"))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("metadata.name");
  }

  @Test
  void givesUidsThatAreRandomUuids() {
    var uids = new Uids();
    var seen = new HashSet<String>();
    for (int i = 0; i < 1_000; i++) {
      UUID uid = UUID.fromString(uids.next());
      assertThat(uid.version()).isEqualTo(4);
      assertThat(uid.variant()).isEqualTo(2);
      assertThat(seen.add(uid.toString())).isTrue();
    }
  }

  @Test
  void keepsARouteeOutOfServiceWhereverItMoves() {
    catalog.put(Documented.routee("default", "orders-1", 8081));
    Map<String, Object> out = Map.of("mode", "Drain");
    catalog.putStatus(
        Kind.ROUTEE, "default", "orders-1", Map.of("verdict", "passing", "outOfService", out), 0);

    Resource moved = catalog.put(Documented.routee("default", "orders-1", 8082)).resource();

    assertThat(moved.status()).isEqualTo(Map.of("outOfService", out));
  }
}
