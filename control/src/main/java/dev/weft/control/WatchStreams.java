package dev.weft.control;

import dev.weft.model.resource.Kind;
import dev.weft.model.time.Clock;
import dev.weft.registry.Catalog;
import dev.weft.registry.CatalogException;
import dev.weft.registry.Document;
import dev.weft.registry.Event;
import dev.weft.registry.Listing;
import dev.weft.registry.Watch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs watches, each on its request's thread until its time is over, its client goes or the server
 * closes. Safe for use by any thread.
 */
final class WatchStreams implements AutoCloseable {
  /** How long a client may be gone before the next write finds out. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final Catalog catalog;
  private final Clock clock;
  private final ControlMetrics metrics;
  private final Set<OpenWatch> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  WatchStreams(Catalog catalog, Clock clock, ControlMetrics metrics) {
    this.catalog = catalog;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** All kinds in the order of their revisions; always with bookmarks. */
  void everything(Call call, ListQuery query) {
    serve(call, new Scope(null, null, null), query, new WatchFormat.Documents(null));
  }

  /** One kind, or one resource where the target has a name. */
  void some(Call call, Target target, ListQuery query) {
    Kind kind = target.kind();
    WatchFormat format =
        TableRequest.wanted(call)
            ? new WatchFormat.Table(
                kind,
                TableRequest.rowObject(call),
                clock,
                () -> TableRequest.routeesFor(catalog, target))
            : new WatchFormat.Documents(kind);
    serve(call, new Scope(kind, target.namespaceOrAll(), target.name()), query, format);
  }

  /** What is watched; null is everything. */
  private record Scope(@Nullable Kind kind, @Nullable String namespace, @Nullable String name) {}

  private void serve(Call call, Scope scope, ListQuery query, WatchFormat format) {
    var self = new OpenWatch();
    open.add(self);
    if (closed) { // looked at after adding: close() sees the one or this sees the other
      self.end();
    }
    metrics.watchOpened();
    try (OutputStream out = call.stream(Call.JSON)) {
      var lines = new WatchLines(out, format);
      try {
        follow(self, lines, scope, query);
      } catch (CatalogException.RevisionGone e) {
        lines.error(Failure.of(e));
      }
    } catch (IOException | UncheckedIOException e) {
      // The client is gone, which is how most watches end.
    } finally {
      metrics.watchClosed();
      open.remove(self);
      self.hasEnded();
    }
  }

  private void follow(OpenWatch self, WatchLines lines, Scope scope, ListQuery query)
      throws IOException {
    var filter = new WatchFilter(query, scope.name());
    Kind kind = scope.kind();
    long after = query.resourceVersion();
    if (kind != null && query.initialEvents()) {
      Listing listing = catalog.list(kind, scope.namespace());
      for (Document item : listing.documents()) {
        lines.event(filter.apply(new Event(Event.Type.ADDED, listing.revision(), item)));
      }
      after = listing.revision();
      lines.bookmark(after, true);
    }
    try (Watch watch = catalog.watch(kind, scope.namespace(), after)) {
      if (kind != null && after > 0) {
        filter.learn(catalog.list(kind, scope.namespace()).items(), after);
      }
      lines.heartbeat();
      forward(self, watch, lines, filter, query.timeout(), query.bookmarks() || kind == null);
    }
  }

  private void forward(
      OpenWatch self,
      Watch watch,
      WatchLines lines,
      WatchFilter filter,
      Duration timeout,
      boolean bookmarks)
      throws IOException {
    long endNanos = clock.nanos() + timeout.toNanos();
    while (!self.ending()) {
      long leftNanos = endNanos - clock.nanos();
      if (leftNanos <= 0) {
        return;
      }
      long revision = catalog.revision(); // read first: a bookmark promises all up to here
      Event event = self.poll(watch, shorter(HEARTBEAT, Duration.ofNanos(leftNanos)));
      if (event != null) {
        lines.event(filter.apply(event));
      } else if (self.ending()) {
        return; // events may be left that a bookmark would promise
      } else if (bookmarks) {
        lines.bookmark(revision, false);
      } else {
        lines.heartbeat();
      }
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Asks every watch to end and waits a second for their last words to be sent. */
  @Override
  public void close() {
    closed = true;
    List<OpenWatch> asked = List.copyOf(open);
    asked.forEach(OpenWatch::end);
    long endNanos = clock.nanos() + LAST_WORDS.toNanos();
    try {
      for (OpenWatch watch : asked) {
        if (!watch.awaitEnd(Duration.ofNanos(Math.max(0, endNanos - clock.nanos())))) {
          return; // a client that does not read: its connection is cut with the others
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
