package dev.weft.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.store.Store;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DocumentTest extends RegistryFixture {

  @Test
  void isCompleteAsBytesWithoutBeingDecoded() {
    Resource routee = catalog.put(Documented.routee("orders-1")).resource();

    Document document = catalog.document(Kind.ROUTEE, "default", "orders-1").orElseThrow();

    assertThat(new String(document.json(), UTF_8))
        .startsWith(
            "{\"apiVersion\":\"weft.dev/v1\",\"kind\":\"Routee\",\"metadata\":{"
                + "\"resourceVersion\":\""
                + routee.metadata().resourceVersion()
                + "\",\"name\":\"orders-1\",")
        .endsWith("}}");
    assertThat(document.resource()).isEqualTo(routee);
    assertThat(Documents.decode(document.key(), document.json(), document.revision()))
        .isEqualTo(routee);
    assertThat(List.of(document.namespace(), document.name()))
        .containsExactly("default", "orders-1");
  }

  @Test
  void isCompleteAlsoWhereTheBytesBeginOtherwise() {
    byte[] other =
        """
        {"metadata": {"name": "a"}, "kind": "ConfigMap", "apiVersion": "v1", "data": {"k": "v"}}
        """
            .getBytes(UTF_8);

    var document = Document.of(Kind.CONFIG_MAP, new Store.Entry("/configmaps/shop/a", other, 7));

    assertThat(new String(document.json(), UTF_8))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\","
                + "\"namespace\":\"shop\",\"resourceVersion\":\"7\"},\"data\":{\"k\":\"v\"}}");
  }

  @Test
  void carriesTheRevisionOfItsDeletion() throws Exception {
    catalog.put(Documented.configMap("a", "1"));
    try (Watch watch = catalog.watch(null, null, catalog.revision())) {
      catalog.delete(Kind.CONFIG_MAP, "default", "a", 0);

      Event event = watch.poll(Duration.ZERO);

      assertThat(event.document().revision()).isEqualTo(catalog.revision());
      assertThat(new String(event.document().json(), UTF_8))
          .contains("\"resourceVersion\":\"" + catalog.revision() + "\"");
    }
  }

  @Test
  void everyKindHasAFolderOfItsOwnInTheStore() {
    var folders = new HashSet<String>();
    for (Kind kind : Kind.values()) {
      String folder = Key.within(kind, null);
      assertThat(folders.add(folder)).as(folder).isTrue();
      Key key = Key.of(kind, "shop", "a.b-c");
      assertThat(Key.kindOf(key.stored())).isEqualTo(kind);
      assertThat(Key.of(kind, key.stored())).isEqualTo(key);
    }
    assertThat(Key.kindOf("/unknown/a/b")).isNull();
    assertThat(Key.of(Kind.ROUTEE, "shop", "a").stored()).isEqualTo("/routees/shop/a");
  }

  @Test
  void keysStandByNamespaceThenName() {
    var keys = new String[] {"/c/b/x", "/c/a-b/z", "/c/a.b/z", "/c/a/z", "/c/a/y-1", "/c/a/y"};

    Arrays.sort(keys, Key.STORED_ORDER);

    assertThat(Stream.of(keys))
        .containsExactly("/c/a/y", "/c/a/y-1", "/c/a/z", "/c/a-b/z", "/c/a.b/z", "/c/b/x");
  }

  @Test
  void tellsOfChangesOnceTheyCanBeSeenUntilTheListenerLeaves() throws Exception {
    var left = new LinkedBlockingQueue<Long>();
    var stays = new LinkedBlockingQueue<Long>();
    try (var first = catalog.onChange(() -> left.add(catalog.revision()))) {
      catalog.put(Documented.configMap("a", "1"));
      assertThat(left.poll(10, TimeUnit.SECONDS)).isEqualTo(catalog.revision());
    }

    try (var second = catalog.onChange(() -> stays.add(catalog.revision()))) {
      catalog.put(Documented.configMap("a", "2"));
      assertThat(stays.poll(10, TimeUnit.SECONDS)).isEqualTo(catalog.revision());
    }
    assertThat(left).isEmpty();
  }
}
