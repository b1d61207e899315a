package dev.weft.control;

import dev.weft.control.http.Line;
import dev.weft.control.json.Json;
import dev.weft.control.table.Tables;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.Event;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How a watch shows its objects: one JSON document a line. Belongs to the watch. */
sealed interface WatchFormat {
  /**
   * A space, which JSON readers skip and line readers hold back until the next line. The first one
   * takes the head of the answer along, so that the client knows that it watches; later ones find
   * out whether the client is still there.
   */
  Line HEARTBEAT = Line.of(" ".getBytes(StandardCharsets.US_ASCII));

  /** Marks the bookmark after which a client knows all that existed when its watch began. */
  Map<String, Object> INITIAL_EVENTS_END =
      Map.of("annotations", Map.of("k8s.io/initial-events-end", "true"));

  /** For a client that is the only one to get it now. */
  Line line(Event event);

  /** For a client among many that get the same: made once for all of them. */
  Line sharedLine(Event event);

  Line bookmark(long revision, boolean initialEventsEnd);

  static Line error(Failure failure) {
    return line("ERROR", failure.toTree());
  }

  private static Map<String, Object> bookmarkMetadata(long revision, boolean initialEventsEnd) {
    var metadata = new LinkedHashMap<String, Object>();
    metadata.put("resourceVersion", Long.toString(revision));
    if (initialEventsEnd) {
      metadata.putAll(INITIAL_EVENTS_END);
    }
    return metadata;
  }

  private static Line line(String type, Map<String, Object> object) {
    var line = new LinkedHashMap<String, Object>();
    line.put("type", type);
    line.put("object", object);
    return Line.of(Json.write(line), new byte[] {'\n'});
  }

  /**
   * As documents.
   *
   * @param target null where all kinds are watched
   */
  record Documents(@Nullable Target target, SharedLines shared) implements WatchFormat {
    private static final byte[] BEFORE_TYPE = "{\"type\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEFORE_OBJECT =
        "\",\"object\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Line line(Event event) {
      if (target != null && !isAsStored(target)) {
        return WatchFormat.line(event.type().name(), target.show(event.resource()));
      }
      byte[] type = event.type().name().getBytes(StandardCharsets.US_ASCII);
      return Line.of(BEFORE_TYPE, type, BEFORE_OBJECT, event.document().json(), END);
    }

    @Override
    public Line sharedLine(Event event) {
      return target == null || isAsStored(target) ? shared.of(event, this::line) : line(event);
    }

    /** An older version that is served has the document under another name. */
    private static boolean isAsStored(Target target) {
      return target.version().equals(target.kind().version());
    }

    @Override
    public Line bookmark(long revision, boolean initialEventsEnd) {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("apiVersion", target == null ? Kind.ROUTEE.apiVersion() : target.apiVersion());
      tree.put("kind", target == null ? "Bookmark" : target.kind().kindName());
      tree.put("metadata", bookmarkMetadata(revision, initialEventsEnd));
      return WatchFormat.line("BOOKMARK", tree);
    }
  }

  /** Each object's metadata alone. */
  record Metadata() implements WatchFormat {
    @Override
    public Line line(Event event) {
      return WatchFormat.line(event.type().name(), Tables.metadataOnly(event.resource()));
    }

    @Override
    public Line sharedLine(Event event) {
      return line(event);
    }

    @Override
    public Line bookmark(long revision, boolean initialEventsEnd) {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("kind", "PartialObjectMetadata");
      tree.put("apiVersion", "meta.k8s.io/v1");
      tree.put("metadata", bookmarkMetadata(revision, initialEventsEnd));
      return WatchFormat.line("BOOKMARK", tree);
    }
  }

  /** As tables of one row each; the first describes the columns. */
  final class Table implements WatchFormat {
    private final Kind kind;
    private final Tables.RowObject rowObject;
    private final Clock clock;
    private final Supplier<List<Resource>> routees;
    private final SharedLines shared;
    private boolean described;

    Table(
        Kind kind,
        Tables.RowObject rowObject,
        Clock clock,
        Supplier<List<Resource>> routees,
        SharedLines shared) {
      this.kind = kind;
      this.rowObject = rowObject;
      this.clock = clock;
      this.routees = routees;
      this.shared = shared;
    }

    @Override
    public Line line(Event event) {
      return table(event.type().name(), List.of(event.resource()), event.revision());
    }

    @Override
    public Line sharedLine(Event event) {
      return described ? shared.of(event, this::line) : line(event);
    }

    @Override
    public Line bookmark(long revision, boolean initialEventsEnd) {
      return table("BOOKMARK", List.of(), revision);
    }

    private Line table(String type, List<Resource> rows, long revision) {
      boolean header = !described;
      described = true;
      return WatchFormat.line(
          type, Tables.of(kind, rows, revision, header, rowObject, clock.wall(), routees));
    }
  }
}
