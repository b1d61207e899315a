package dev.weft.control;

import dev.weft.control.table.Tables;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.Catalog;
import dev.weft.registry.Listing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists and single resources, as documents or as tables. */
final class Reads {
  private final Catalog catalog;
  private final Clock clock;

  Reads(Catalog catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  long revision() {
    return catalog.revision();
  }

  void list(Call call, Target target, ListQuery query) {
    Listing listing = catalog.list(target.kind(), target.namespaceOrAll());
    List<Resource> items =
        listing.items().stream()
            .filter(item -> query.fields().matches(item.metadata()))
            .filter(item -> query.labels().matches(item.metadata().labels()))
            .toList();
    if (TableRequest.wanted(call)) {
      call.sendJson(200, table(call, target, items, listing.revision()));
      return;
    }
    var document = new LinkedHashMap<String, Object>();
    document.put("kind", target.kind().kindName() + "List");
    document.put("apiVersion", target.apiVersion());
    document.put("metadata", Map.of("resourceVersion", Long.toString(listing.revision())));
    document.put("items", items.stream().map(target::show).toList());
    call.sendJson(200, document);
  }

  void get(Call call, Target target) {
    Resource found = find(catalog, target);
    if (TableRequest.wanted(call)) {
      call.sendJson(200, table(call, target, List.of(found), found.metadata().resourceVersion()));
    } else {
      call.sendJson(200, target.show(found));
    }
  }

  private Map<String, Object> table(Call call, Target target, List<Resource> items, long revision) {
    return Tables.of(
        target.kind(),
        items,
        revision,
        true,
        TableRequest.rowObject(call),
        clock.wall(),
        () -> TableRequest.routeesFor(catalog, target));
  }

  /**
   * @throws Refusal 404 if it is not there
   */
  static Resource find(Catalog catalog, Target target) {
    return catalog
        .get(target.kind(), target.requiredNamespace(), target.requiredName())
        .orElseThrow(() -> missing(target));
  }

  static Refusal missing(Target target) {
    String group = target.kind().group();
    return Refusal.notFound(
        target.kind().plural()
            + (group.isEmpty() ? "" : "." + group)
            + " \""
            + target.name()
            + "\" not found");
  }
}
