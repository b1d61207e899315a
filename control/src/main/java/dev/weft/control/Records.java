package dev.weft.control;

import dev.weft.control.http.AnswerStream;
import dev.weft.control.json.Json;
import dev.weft.control.table.RecordTable;
import dev.weft.control.table.Tables;
import dev.weft.model.time.Clock;
import dev.weft.registry.Registry;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * {@code GET …/events} and {@code GET …/alerts}: lists, single ones and watches. A watch stays on
 * its request's virtual thread. Safe for use by any thread.
 */
final class Records implements AutoCloseable {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int STEPS_TO_HEARTBEAT = 15;

  private final RecordSource.Events events;
  private final RecordSource.Firing alerts;
  private final Gate gate;
  private final ControlMetrics metrics;
  private final Clock clock;
  private volatile boolean closed;

  Records(Registry registry, Gate gate, ControlMetrics metrics, Clock clock) {
    this.events = new RecordSource.Events(registry.events());
    this.alerts = new RecordSource.Firing(registry.alerts());
    this.gate = gate;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Whether a path is one of these.
   *
   * @param rest its segments from the version on
   */
  static boolean owns(List<String> rest) {
    List<String> within = Target.withinNamespace(rest.subList(1, rest.size()));
    boolean namespaced = within.size() < rest.size() - 1;
    return rest.getFirst().equals("v1")
        && RecordKind.ofPlural(within.getFirst()).isPresent()
        && within.size() <= (namespaced ? 2 : 1);
  }

  void answer(Call call, List<String> rest) {
    if (!call.method().equals("GET")) {
      throw Refusal.methodNotAllowed("the mesh alone writes what it tells: only GET is allowed");
    }
    List<String> within = Target.withinNamespace(rest.subList(1, rest.size()));
    RecordKind kind = RecordKind.ofPlural(within.getFirst()).orElseThrow(Refusal::noSuchPath);
    RecordSource source = kind == RecordKind.EVENT ? events : alerts;
    String namespace = within.size() < rest.size() - 1 ? rest.get(2) : null;
    String name = within.size() > 1 ? within.get(1) : null;
    RecordQuery query = RecordQuery.of(call, kind, namespace, name);
    Shape shape = Shape.of(call);
    if (query.watch()) {
      var form = new Form(kind, shape, TableRequest.rowObject(call));
      watch(call, source, query, form);
    } else if (name == null) {
      list(call, source, query, new Form(kind, shape, TableRequest.rowObject(call)));
    } else {
      one(call, source, query, new Form(kind, shape, TableRequest.rowObject(call)));
    }
  }

  private void list(Call call, RecordSource source, RecordQuery query, Form form) {
    long version = source.last(); // first: a watch from here may repeat, and misses nothing
    List<RecordedItem> chosen = source.all().stream().filter(query::matches).toList();
    int most = query.limit() == 0 ? chosen.size() : Math.min(query.limit(), chosen.size());
    call.sendJson(
        200, form.list(chosen.subList(chosen.size() - most, chosen.size()), version, clock));
  }

  private void one(Call call, RecordSource source, RecordQuery query, Form form) {
    RecordedItem item =
        source.all().stream()
            .filter(query::matches)
            .findFirst()
            .orElseThrow(() ->
                Refusal.notFound(
                    source.kind().plural() + ".weft.dev \"" + query.name() + "\" not found"));
    call.sendJson(
        200,
        form.shape == Shape.TABLE
            ? form.list(List.of(item), item.number(), clock)
            : form.object(item, false, clock));
  }

  private void watch(Call call, RecordSource source, RecordQuery query, Form form) {
    BooleanSupplier allowed = gate.stillKnows(call);
    call.stream(
        Call.JSON,
        out -> {
          metrics.watchOpened();
          try {
            follow(out, source, query, form, allowed);
          } finally {
            metrics.watchClosed();
          }
        });
  }

  private void follow(
      AnswerStream out, RecordSource source, RecordQuery query, Form form, BooleanSupplier allowed)
      throws IOException, InterruptedException {
    long endNanos = clock.nanos() + query.timeout().toNanos();
    long seen = query.version();
    boolean header = true;
    if (seen <= 0) {
      seen = source.last();
      for (RecordedItem item : source.all()) {
        header = !write(out, item, query, form, header) && header;
        seen = Math.max(seen, item.number());
      }
    }
    WatchFormat.HEARTBEAT.writeTo(out);
    out.flush();
    int quiet = 0;
    while (!closed && clock.nanos() - endNanos < 0) {
      if (!source.knows(seen)) {
        metrics.watchCutOff();
        fail(
            out, Refusal.expired("what happened since " + seen + " is no longer known: list anew"));
        return;
      }
      if (!allowed.getAsBoolean()) {
        fail(out, Refusal.unauthorized("the token is no longer known here", "invalid_token"));
        return;
      }
      List<RecordedItem> news = source.after(seen, STEP);
      for (RecordedItem item : news) {
        header = !write(out, item, query, form, header) && header;
        seen = item.number();
      }
      quiet = news.isEmpty() ? quiet + 1 : 0;
      if (quiet == STEPS_TO_HEARTBEAT) {
        quiet = 0;
        WatchFormat.HEARTBEAT.writeTo(out);
      }
      out.flush();
    }
  }

  private static void fail(AnswerStream out, Refusal refusal) throws IOException {
    WatchFormat.error(Failure.of(refusal)).writeTo(out);
  }

  private boolean write(
      AnswerStream out, RecordedItem item, RecordQuery query, Form form, boolean header)
      throws IOException {
    if (!query.matches(item)) {
      return false;
    }
    var line = new LinkedHashMap<String, Object>();
    line.put("type", item.gone() ? "DELETED" : "ADDED");
    line.put("object", form.object(item, header, clock));
    out.write(Json.write(line));
    out.write('\n');
    return true;
  }

  /** In which form a caller wants them. */
  private record Form(RecordKind kind, Shape shape, Tables.RowObject rowObject) {
    Map<String, Object> list(List<RecordedItem> items, long version, Clock clock) {
      if (shape == Shape.TABLE) {
        return table(items, version, true, clock);
      }
      var tree = new LinkedHashMap<String, Object>();
      boolean metadataOnly = shape == Shape.METADATA;
      tree.put("kind", metadataOnly ? "PartialObjectMetadataList" : kind.kindName() + "List");
      tree.put("apiVersion", metadataOnly ? "meta.k8s.io/v1" : RecordKind.API_VERSION);
      tree.put("metadata", Map.of("resourceVersion", Long.toString(version)));
      tree.put("items", items.stream().map(item -> object(item, false, clock)).toList());
      return tree;
    }

    Map<String, Object> object(RecordedItem item, boolean header, Clock clock) {
      return switch (shape) {
        case DOCUMENTS -> item.tree();
        case METADATA -> RecordTable.metadataOnly(item.tree());
        case TABLE -> table(List.of(item), item.number(), header, clock);
      };
    }

    private Map<String, Object> table(
        List<RecordedItem> items, long version, boolean header, Clock clock) {
      List<Map<String, Object>> trees = items.stream().map(RecordedItem::tree).toList();
      return RecordTable.of(
          kind == RecordKind.ALERT, trees, version, header, rowObject, clock.wall());
    }
  }

  /** Ends every watch within a second. */
  @Override
  public void close() {
    closed = true;
  }
}
