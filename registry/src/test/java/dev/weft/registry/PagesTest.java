package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PagesTest extends RegistryFixture {
  private void put(int from, int to) {
    for (int i = from; i < to; i++) {
      catalog.put(Documented.configMap("map-" + i, "a"));
    }
  }

  private static List<String> names(Page page) {
    return page.documents().stream().map(Document::name).toList();
  }

  @Test
  void showsOneRevisionOnAllPagesWhateverIsWrittenMeanwhile() {
    put(0, 5);
    long revision = catalog.revision();
    Page first = catalog.page(Kind.CONFIG_MAP, "default", 2, null);
    assertThat(first.remaining()).isEqualTo(3);

    put(5, 9);
    catalog.put(Documented.configMap("map-4", "changed"));
    catalog.delete(Kind.CONFIG_MAP, "default", "map-2", 0);

    var seen = new ArrayList<>(names(first));
    Page page = first;
    while (page.continueToken() != null) {
      page = catalog.page(Kind.CONFIG_MAP, "default", 2, page.continueToken());
      assertThat(page.revision()).isEqualTo(revision);
      seen.addAll(names(page));
    }
    assertThat(seen).containsExactly("map-0", "map-1", "map-2", "map-3", "map-4");
    assertThat(page.remaining()).isZero();
    assertThat(page.documents().getLast().resource().body().toString()).doesNotContain("changed");
  }

  @Test
  void givesNoTokenWhereEverythingFits() {
    put(0, 2);

    Page page = catalog.page(Kind.CONFIG_MAP, null, 2, null);

    assertThat(names(page)).containsExactly("map-0", "map-1");
    assertThat(page.continueToken()).isNull();
  }

  @Test
  void forgetsAListingAfterFiveMinutes() {
    put(0, 3);
    String token = catalog.page(Kind.CONFIG_MAP, null, 1, null).continueToken();
    clock.advance(Duration.ofMinutes(4));
    assertThat(catalog.page(Kind.CONFIG_MAP, null, 1, token).documents()).hasSize(1);

    clock.advance(Duration.ofMinutes(1));

    assertThatThrownBy(() -> catalog.page(Kind.CONFIG_MAP, null, 1, token))
        .isInstanceOf(CatalogException.RevisionGone.class)
        .hasMessageContaining("no longer kept");
  }

  @Test
  void keepsABoundedNumberOfListings() {
    put(0, 2);
    String first = catalog.page(Kind.CONFIG_MAP, null, 1, null).continueToken();
    for (int i = 0; i < Pages.MAX_LISTINGS; i++) {
      put(2 + i, 3 + i);
      catalog.page(Kind.CONFIG_MAP, null, 1, null);
    }

    assertThatThrownBy(() -> catalog.page(Kind.CONFIG_MAP, null, 1, first))
        .isInstanceOf(CatalogException.RevisionGone.class);
  }

  @Test
  void refusesTokensThatItDidNotGiveForThisList() {
    put(0, 3);
    String token = catalog.page(Kind.CONFIG_MAP, null, 1, null).continueToken();

    for (String other : List.of("", "x", "!!", "MSAy", token + "A")) {
      assertThatThrownBy(() -> catalog.page(Kind.CONFIG_MAP, null, 1, other))
          .as(other)
          .isInstanceOf(CatalogException.RevisionGone.class);
    }
    assertThatThrownBy(() -> catalog.page(Kind.ROUTEE, null, 1, token))
        .isInstanceOf(CatalogException.RevisionGone.class);
    assertThatThrownBy(() -> catalog.page(Kind.CONFIG_MAP, "default", 1, token))
        .isInstanceOf(CatalogException.RevisionGone.class);
    assertThatThrownBy(() -> catalog.page(Kind.CONFIG_MAP, null, 0, null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
