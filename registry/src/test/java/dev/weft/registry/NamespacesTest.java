package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.resource.Ties;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A namespace is there as long as anything is in it. */
final class NamespacesTest extends RegistryFixture {
  private static final int ROUNDS = 300;

  private boolean hasNamespace() {
    return catalog.get(Kind.NAMESPACE, "", "shop").isPresent();
  }

  @Test
  @Timeout(60)
  void staysWhereSomethingIsCreatedWhileItIsDeleted() throws Exception {
    int deletions = 0;
    int refusals = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < ROUNDS; round++) {
        catalog.put(new Resource(Kind.NAMESPACE, Metadata.named("", "shop"), Map.of(), Map.of()));
        var start = new CountDownLatch(1);
        Future<Written> creation =
            threads.submit(() -> {
              start.await();
              return catalog.put(Documented.routee("shop", "orders-1", 8081));
            });
        Future<Boolean> deletion = threads.submit(deletion(start));
        start.countDown();
        creation.get();
        if (deletion.get()) {
          deletions++;
        } else {
          refusals++;
        }

        assertThat(hasNamespace()).as("round %s", round).isTrue();
        assertThat(catalog.get(Kind.SERVICE, "shop", "orders")).as("round %s", round).isPresent();
        catalog.delete(Kind.ROUTEE, "shop", "orders-1", 0);
        catalog.delete(Kind.SERVICE, "shop", "orders", 0);
        catalog.delete(Kind.NAMESPACE, "", "shop", 0);
      }
    }
    assertThat(deletions + refusals).isEqualTo(ROUNDS);
  }

  private Callable<Boolean> deletion(CountDownLatch start) {
    return () -> {
      start.await();
      try {
        catalog.delete(Kind.NAMESPACE, "", "shop", 0);
        return true;
      } catch (CatalogException.Conflict e) {
        return false; // it was not empty
      }
    };
  }

  @Test
  void takesNothingInOnceItIsBeingDeleted() {
    var ties = new Ties(null, List.of("example.com/cleanup"), List.of());
    Metadata held = Metadata.named("", "shop").withTies(ties);
    catalog.put(new Resource(Kind.NAMESPACE, held, Map.of(), Map.of()));
    catalog.delete(Kind.NAMESPACE, "", "shop", 0);

    assertThat(hasNamespace()).isTrue();
    assertThatThrownBy(() -> catalog.put(Documented.routee("shop", "orders-1", 8081)))
        .isInstanceOf(CatalogException.Terminating.class)
        .hasMessageContaining("the namespace shop is being deleted");
    assertThatThrownBy(() -> catalog.dryRun().create(Documented.routee("shop", "orders-1", 8081)))
        .isInstanceOf(CatalogException.Terminating.class);

    catalog.put(new Resource(Kind.NAMESPACE, Metadata.named("", "shop"), Map.of(), Map.of()));
    assertThat(hasNamespace()).isFalse();
    catalog.put(Documented.routee("shop", "orders-1", 8081));
    assertThat(hasNamespace()).isTrue();
  }
}
