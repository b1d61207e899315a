package dev.weft.control;

import dev.weft.control.http.AnswerStream;
import dev.weft.control.http.Feed;
import dev.weft.control.http.Line;
import dev.weft.control.table.Tables;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.resource.Kind;
import dev.weft.model.time.Clock;
import dev.weft.registry.Catalog;
import dev.weft.registry.CatalogException;
import dev.weft.registry.Document;
import dev.weft.registry.Event;
import dev.weft.registry.Listing;
import dev.weft.registry.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches, each in two steps: what is there when it begins is written on the request's thread, at
 * the client's pace; then the connection's event loop has it until its time is over, its client
 * goes or the server closes. Safe for use by any thread.
 */
final class WatchStreams implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final Catalog catalog;
  private final Gate gate;
  private final Clock clock;
  private final ControlMetrics metrics;
  private final Map<Executor, WatchLoop> loops = new ConcurrentHashMap<>();
  private final SharedLines documents = new SharedLines();
  private final TableLines tables = new TableLines();
  private final Clock.Timer ticking;
  private final SnapshotSource.Subscription changes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition noneOpen = lock.newCondition();
  private int open;
  private volatile boolean closed;

  WatchStreams(Catalog catalog, Gate gate, Clock clock, ControlMetrics metrics) {
    this.catalog = catalog;
    this.gate = gate;
    this.clock = clock;
    this.metrics = metrics;
    ticking = clock.every(TICK, () -> onEveryLoop(WatchLoop::tick));
    changes = catalog.onChange(() -> loops.values().forEach(WatchLoop::wake));
  }

  /** All kinds in the order of their revisions; always with bookmarks. */
  void everything(Call call, ListQuery query) {
    serve(call, new Scope(null, null, null), query, new WatchFormat.Documents(null, documents));
  }

  /** One kind, or one resource where the target has a name. */
  void some(Call call, Target target, ListQuery query) {
    serve(
        call,
        new Scope(target.kind(), target.namespaceOrAll(), target.name()),
        query,
        switch (Shape.of(call)) {
          case DOCUMENTS -> new WatchFormat.Documents(target, documents);
          case TABLE -> table(target, TableRequest.rowObject(call));
          case METADATA -> new WatchFormat.Metadata();
        });
  }

  private WatchFormat table(Target target, Tables.RowObject rowObject) {
    return new WatchFormat.Table(
        target.kind(),
        rowObject,
        clock,
        () -> TableRequest.routeesFor(catalog, target),
        tables.of(target.kind(), rowObject, target.namespace()));
  }

  /** What is watched; null is everything. */
  private record Scope(@Nullable Kind kind, @Nullable String namespace, @Nullable String name) {}

  private void serve(Call call, Scope scope, ListQuery query, WatchFormat format) {
    BooleanSupplier allowed = gate.stillKnows(call);
    call.stream(
        Call.JSON,
        out -> {
          try {
            open(out, scope, query, format, allowed);
          } catch (CatalogException.RevisionGone e) {
            write(out, WatchFormat.error(Failure.of(e)));
          }
        });
  }

  private void open(
      AnswerStream out, Scope scope, ListQuery query, WatchFormat format, BooleanSupplier allowed)
      throws IOException {
    var filter = new WatchFilter(query, scope.name());
    Kind kind = scope.kind();
    long endNanos = clock.nanos() + query.timeout().toNanos();
    long after = query.fromNow() ? catalog.revision() : query.resourceVersion();
    if (kind != null && query.initialEvents()) {
      Listing listing = catalog.list(kind, scope.namespace());
      for (Document item : listing.documents()) {
        write(out, filter.apply(new Event(Event.Type.ADDED, listing.revision(), item)), format);
      }
      after = listing.revision();
      write(out, format.bookmark(after, true));
    }
    Watch watch = catalog.watch(kind, scope.namespace(), after);
    boolean handedOver = false;
    try {
      catchUp(out, watch, filter, format);
      write(out, WatchFormat.HEARTBEAT);
      boolean bookmarks = query.bookmarks() || kind == null;
      var terms = new OpenWatch.Terms(bookmarks, endNanos, allowed);
      var next = new OpenWatch(this, catalog, watch, filter, format, terms);
      hasBegun();
      handedOver = true;
      handOver(out, next);
    } finally {
      if (!handedOver) {
        watch.close();
      }
    }
  }

  private static void handOver(AnswerStream out, OpenWatch next) throws IOException {
    try {
      out.handOver(next);
    } catch (IOException e) {
      next.closed();
      throw e;
    }
  }

  /** Writes what is there, however long that takes the client to read. */
  private void catchUp(AnswerStream out, Watch watch, WatchFilter filter, WatchFormat format)
      throws IOException {
    try {
      while (!closed) {
        Event event = watch.poll(Duration.ZERO);
        if (event == null) {
          return;
        }
        write(out, filter.apply(event), format);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(AnswerStream out, @Nullable Event event, WatchFormat format)
      throws IOException {
    if (event != null) {
      write(out, format.line(event));
    }
  }

  private static void write(AnswerStream out, Line line) throws IOException {
    line.writeTo(out);
  }

  // For open watches.

  /** On the feed's loop: a watch is its from now on. */
  WatchLoop join(OpenWatch watch, Feed feed) {
    WatchLoop loop = loops.computeIfAbsent(feed.loop(), key -> new WatchLoop(key, this));
    loop.join(watch);
    if (closed) { // looked at after joining: close() sees the one or this sees the other
      loop.execute(watch::end);
    }
    return loop;
  }

  long nowNanos() {
    return clock.nanos();
  }

  void later(Duration delay, Runnable task) {
    clock.schedule(delay, task);
  }

  void cutOff() {
    metrics.watchCutOff();
  }

  private void hasBegun() {
    metrics.watchOpened();
    lock.lock();
    try {
      open++;
    } finally {
      lock.unlock();
    }
  }

  void hasEnded() {
    metrics.watchClosed();
    lock.lock();
    try {
      if (--open == 0) {
        noneOpen.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void onEveryLoop(java.util.function.Consumer<WatchLoop> task) {
    loops.values().forEach(loop -> loop.execute(() -> task.accept(loop)));
  }

  /** Asks every watch to end and waits a second for their last words to be written. */
  @Override
  public void close() {
    closed = true;
    ticking.cancel();
    changes.close();
    onEveryLoop(WatchLoop::endAll);
    long leftNanos = LAST_WORDS.toNanos();
    lock.lock();
    try {
      while (open > 0 && leftNanos > 0) {
        leftNanos = noneOpen.awaitNanos(leftNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
