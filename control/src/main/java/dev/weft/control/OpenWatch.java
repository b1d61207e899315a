package dev.weft.control;

import dev.weft.control.http.Feed;
import dev.weft.control.http.Feeder;
import dev.weft.registry.Catalog;
import dev.weft.registry.CatalogException;
import dev.weft.registry.Event;
import dev.weft.registry.Watch;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A watch that has caught up once and now gets what happens. It holds a place in the catalog's
 * history, not a queue: a client that does not keep up stops being sent to, and is told 410 if its
 * place is forgotten meanwhile. Belongs to its connection's event loop.
 */
final class OpenWatch implements Feeder {
  /** How long a client may be gone before a write finds out, and hear nothing before it doubts. */
  private static final long HEARTBEAT_NANOS = Duration.ofSeconds(15).toNanos();

  /** Events looked at before others have their turn. */
  private static final int TURN = 512;

  private static final Failure NO_LONGER_ALLOWED =
      Failure.of(
          Refusal.unauthorized(
              "the watch ends: the token that it was opened with was revoked or has run out, or it"
                  + " was opened without one and this API asks for one now",
              "invalid_token"));

  private final WatchStreams streams;
  private final Catalog catalog;
  private final Watch watch;
  private final WatchFilter filter;
  private final WatchFormat format;
  private final Terms terms;
  private long sentNanos;
  private boolean caughtUp;
  private boolean ended;
  private @Nullable Feed feed;
  private @Nullable WatchLoop home;

  /**
   * What was agreed when the watch began.
   *
   * @param bookmarks whether it tells how far it is when nothing happens
   * @param allowed whether its caller may still have it; asked about once a second
   */
  record Terms(boolean bookmarks, long endNanos, BooleanSupplier allowed) {}

  OpenWatch(
      WatchStreams streams,
      Catalog catalog,
      Watch watch,
      WatchFilter filter,
      WatchFormat format,
      Terms terms) {
    this.streams = streams;
    this.catalog = catalog;
    this.watch = watch;
    this.filter = filter;
    this.format = format;
    this.terms = terms;
  }

  @Override
  public void begin(Feed newFeed) {
    feed = newFeed;
    sentNanos = streams.nowNanos();
    home = streams.join(this, newFeed);
    home.advance(this, sentNanos);
  }

  @Override
  public void writable() {
    if (home != null) {
      home.advance(this, streams.nowNanos());
    }
  }

  @Override
  public void closed() {
    if (!ended) {
      ended = true;
      watch.close();
      if (home != null) {
        home.leave(this);
      }
      streams.hasEnded();
    }
  }

  /** Sends what there is while the client keeps up; true if there is more to be sent at once. */
  boolean advance(long nowNanos) {
    Feed out = feed;
    if (out == null || ended) {
      return false;
    }
    boolean more = false;
    try {
      more = write(out, nowNanos);
    } catch (CatalogException.RevisionGone e) {
      streams.cutOff();
      out.write(WatchFormat.error(Failure.of(e)));
      out.end();
    } catch (InterruptedException | IllegalStateException e) {
      out.end(); // the registry is closed
    } catch (RuntimeException e) {
      out.write(WatchFormat.error(Failure.of(e)));
      out.end();
    }
    return more;
  }

  private boolean write(Feed out, long nowNanos) throws InterruptedException {
    caughtUp = false;
    boolean any = false;
    int looked = 0;
    while (out.writable() && looked < TURN) {
      Event event = watch.poll(Duration.ZERO);
      if (event == null) {
        caughtUp = true;
        break;
      }
      looked++;
      Event seen = filter.apply(event);
      if (seen != null) {
        out.write(format.sharedLine(seen));
        any = true;
      }
    }
    if (any) {
      sentNanos = nowNanos;
      out.flush();
    }
    return !caughtUp && out.writable();
  }

  /** Looks at the time, about once a second. */
  void tick(long nowNanos) {
    Feed out = feed;
    if (out == null || ended) {
      return;
    }
    if (!terms.allowed().getAsBoolean()) {
      out.write(WatchFormat.error(NO_LONGER_ALLOWED));
      out.end();
      return;
    }
    boolean over = nowNanos - terms.endNanos() >= 0;
    if (!over && nowNanos - sentNanos < HEARTBEAT_NANOS) {
      return;
    }
    long revision = catalog.revision(); // read first: a bookmark promises all up to here
    advance(nowNanos);
    if (!ended && caughtUp) {
      out.write(terms.bookmarks() ? format.bookmark(revision, false) : WatchFormat.HEARTBEAT);
      out.flush();
      sentNanos = nowNanos;
    }
    if (over) {
      out.end();
    }
  }

  /** Completes the answer; no bookmark, for there may be events left that it would promise. */
  void end() {
    if (feed != null) {
      feed.end();
    }
  }
}
