package dev.weft.control;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.Catalog;
import dev.weft.registry.CatalogException;
import dev.weft.registry.Event;
import dev.weft.registry.Listing;
import dev.weft.registry.Watch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
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

  private final Catalog catalog;
  private final Clock clock;
  private final ControlMetrics metrics;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();
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
    running.add(Thread.currentThread());
    metrics.watchOpened();
    try (OutputStream out = call.stream(Call.JSON)) {
      var lines = new WatchLines(out, format);
      try {
        follow(lines, scope, query);
      } catch (CatalogException.RevisionGone e) {
        lines.error(Failure.of(e));
      }
    } catch (InterruptedException e) {
      // The server closes. The stream has ended in order, so the client comes again.
    } catch (IOException | UncheckedIOException e) {
      // The client is gone, which is how most watches end.
    } finally {
      metrics.watchClosed();
      running.remove(Thread.currentThread());
    }
  }

  private void follow(WatchLines lines, Scope scope, ListQuery query)
      throws IOException, InterruptedException {
    var filter = new WatchFilter(query, scope.name());
    Kind kind = scope.kind();
    long after = query.resourceVersion();
    if (kind != null && query.initialEvents()) {
      Listing listing = catalog.list(kind, scope.namespace());
      for (Resource item : listing.items()) {
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
      forward(watch, lines, filter, query.timeout(), query.bookmarks() || kind == null);
    }
  }

  private void forward(
      Watch watch, WatchLines lines, WatchFilter filter, Duration timeout, boolean bookmarks)
      throws IOException, InterruptedException {
    long endNanos = clock.nanos() + timeout.toNanos();
    while (!closed) {
      long leftNanos = endNanos - clock.nanos();
      if (leftNanos <= 0) {
        return;
      }
      long revision = catalog.revision(); // read first: a bookmark promises all up to here
      Event event = watch.poll(shorter(HEARTBEAT, Duration.ofNanos(leftNanos)));
      if (event != null) {
        lines.event(filter.apply(event));
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

  /** Ends every watch. */
  @Override
  public void close() {
    closed = true;
    running.forEach(Thread::interrupt);
  }
}
