package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.control.table.Tables;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.Catalog;
import dev.weft.registry.Document;
import dev.weft.registry.Listing;
import dev.weft.registry.Page;
import dev.weft.registry.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Lists and single resources, in the shape that is asked for. */
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
    Shape shape = Shape.of(call);
    Page page = page(target, query);
    List<Document> chosen =
        page.documents().stream()
            .filter(query.fields()::matches)
            .filter(query.labels()::matches)
            .toList();
    boolean all = chosen.size() == page.documents().size();
    Map<String, Object> metadata = ListAnswer.metadata(page, all && query.selectsAll());
    if (shape == Shape.TABLE) {
      List<Resource> rows = chosen.stream().map(Document::resource).toList();
      Map<String, Object> table = table(call, target, rows, page.revision());
      table.put("metadata", metadata);
      call.sendJson(200, table);
      return;
    }
    var answer = new ListAnswer(target, shape, metadata);
    call.stream(Call.JSON, out -> answer.write(out, chosen));
  }

  /**
   * @throws Refusal 504 if the version that is asked for is still to come, 410 if it is over
   */
  private Page page(Target target, ListQuery query) {
    long now = catalog.revision();
    if (query.resourceVersion() > now) {
      throw Refusal.versionToCome(query.resourceVersion(), now);
    }
    if (query.limit() > 0 || query.continueToken() != null) {
      int limit = query.limit() == 0 ? Integer.MAX_VALUE : query.limit();
      Page page =
          catalog.page(target.kind(), target.namespaceOrAll(), limit, query.continueToken());
      requireVersion(target, query, page.revision());
      return page;
    }
    Listing listing = catalog.list(target.kind(), target.namespaceOrAll());
    requireVersion(target, query, listing.revision());
    return new Page(listing.revision(), listing.documents(), null, 0);
  }

  /** The present is the past as long as nothing has happened since to what is listed. */
  private void requireVersion(Target target, ListQuery query, long listed) {
    if (!query.exact() || query.resourceVersion() == listed) {
      return;
    }
    long wanted = query.resourceVersion();
    try (Watch since = catalog.watch(target.kind(), target.namespaceOrAll(), wanted)) {
      if (since.poll(Duration.ZERO) != null) {
        throw Refusal.expired(
            "the list at revision " + wanted + " is no longer known: it has changed since");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  void get(Call call, Target target) {
    Shape shape = Shape.of(call);
    Document found =
        catalog
            .document(target.kind(), target.requiredNamespace(), target.requiredName())
            .orElseThrow(() -> missing(target));
    if (shape == Shape.TABLE) {
      call.sendJson(200, table(call, target, List.of(found.resource()), found.revision()));
    } else {
      call.send(200, Call.JSON, shape == Shape.METADATA ? metadataOf(found) : json(target, found));
    }
  }

  /** The stored bytes, where the URL's version shows them as they are stored. */
  static byte[] json(Target target, Document document) {
    return target.version().equals(target.kind().version())
        ? document.json()
        : Json.write(target.show(document.resource()));
  }

  static byte[] metadataOf(Document document) {
    return Json.write(Tables.metadataOnly(document.resource()));
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
