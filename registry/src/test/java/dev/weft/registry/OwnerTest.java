package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OwnerTest extends RegistryFixture {
  private static final RouteeId ID = new RouteeId("default", "orders-1");

  private Object port() {
    return catalog.get(Kind.ROUTEE, "default", "orders-1").orElseThrow().spec().get("port");
  }

  @Test
  void refusesAnotherOwnerOfANameWhoseHolderIsThere() {
    catalog.put(Documented.owned("orders-1", "first", 8081));
    clock.advance(Duration.ofSeconds(10));

    for (String other : List.of("second", "")) {
      assertThatThrownBy(() -> catalog.put(Documented.owned("orders-1", other, 8082)))
          .isInstanceOf(CatalogException.Conflict.class)
          .hasMessageContaining("held by owner first at 127.0.0.1:8081 since 2026-01-01T00:00:00Z")
          .hasMessageContaining("delete it first")
          .hasMessageContaining("resourceVersion");
    }
    assertThat(port()).isEqualTo(8081);
    clock.advance(Duration.ofSeconds(6));
    assertThat(routees()).isEmpty(); // and what was refused has renewed nothing
  }

  @Test
  void letsTheSameOwnerMove() {
    catalog.put(Documented.owned("orders-1", "first", 8081));
    catalog.put(Documented.owned("orders-1", "first", 8082));

    assertThat(port()).isEqualTo(8082);
  }

  @Test
  void letsAnotherOwnerTakeOverAtTheSamePlace() {
    catalog.put(Documented.owned("orders-1", "first", 8081));
    catalog.put(Documented.owned("orders-1", "second", 8081));

    assertThat(registry.leases().renew(ID, "second")).isTrue();
    assertThatThrownBy(() -> registry.leases().renew(ID, "first"))
        .isInstanceOf(CatalogException.Conflict.class)
        .hasMessageContaining("another owner");
    assertThat(registry.leases().renew(ID)).isTrue();
  }

  @Test
  void letsAnotherOwnerTakeOverOnceTheProbeFindsTheHolderFailing() {
    catalog.put(Documented.owned("orders-1", "first", 8081));
    registry
        .verdicts()
        .report(ID, new Verdict(Verdict.State.FAILING, List.of("refused"), clock.wall()));

    catalog.put(Documented.owned("orders-1", "second", 8082));

    assertThat(port()).isEqualTo(8082);
  }

  @Test
  void letsAnotherOwnerTakeOverWhatLapsedButIsKeptByTheGuard() {
    for (int i = 1; i <= 20; i++) {
      catalog.put(Documented.owned("orders-" + i, "first", 8081));
    }
    clock.advance(Duration.ofSeconds(16));
    assertThat(routees()).hasSize(20);

    catalog.put(Documented.owned("orders-1", "second", 8082));

    assertThat(port()).isEqualTo(8082);
  }

  @Test
  void letsWhoeverHasSeenTheHolderReplaceIt() {
    Resource held = catalog.put(Documented.owned("orders-1", "first", 8081)).resource();
    Resource other = Documented.owned("orders-1", "", 8082);
    Metadata seen =
        new Metadata(
            "default",
            "orders-1",
            "",
            held.metadata().resourceVersion(),
            0,
            null,
            Map.of(),
            Map.of());

    catalog.put(other.withMetadata(seen));

    assertThat(port()).isEqualTo(8082);
  }

  @Test
  void letsHandsWithoutAnIdentityReplaceEachOthersWork() {
    catalog.put(Documented.routee("default", "orders-1", 8081));
    catalog.put(Documented.routee("default", "orders-1", 8082));

    assertThat(port()).isEqualTo(8082);
  }

  @Test
  void keepsAStaticRouteeFromProgramsOfThatName() {
    catalog.put(Documented.routee("default", "orders-1", 8081));

    assertThatThrownBy(() -> catalog.put(Documented.owned("orders-1", "program", 8082)))
        .isInstanceOf(CatalogException.Conflict.class)
        .hasMessageContaining("an owner that gave no identity")
        .hasMessageContaining("has no lease that could lapse");
  }
}
