package dev.weft.broker.http2;

import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.IdleConnections;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.path.RouteeStreams;
import dev.weft.broker.path.TryFailure;
import io.netty.channel.ChannelHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to routees that speak HTTP/2. Calls that come while a connection is being
 * opened wait for it instead of opening one each.
 */
public final class Http2Opener {
  /** Opens a connection; what comes of it is told on the loop. */
  public interface Dialer {
    void dial(
        Loop loop, RouteeLane routee, Duration timeout, ChannelHandler handler, Dialed dialed);
  }

  /** What comes of it: exactly one call. */
  public interface Dialed {
    void open();

    void failed(TryFailure failure, String detail);
  }

  private final Dialer dialer;
  // Each key belongs to one loop.
  private final Map<IdleConnections, Wait> waits = new ConcurrentHashMap<>();

  public Http2Opener(Dialer dialer) {
    this.dialer = dialer;
  }

  /** As {@link RouteeStreams#open}. */
  public void open(
      Loop loop,
      RouteeLane routee,
      ConnectionLimit limit,
      Duration timeout,
      RouteeStreams.Opened opened) {
    @Nullable Wait wait = waits.get(routee.idle());
    if (wait != null) {
      wait.calls.addLast(opened);
      return;
    }
    var first = new Wait(loop, routee, limit, timeout);
    first.calls.addLast(opened);
    first.begin();
  }

  /** Calls that wait for one connection. */
  private final class Wait implements Http2Routee.Opening {
    private final Loop loop;
    private final RouteeLane routee;
    private final ConnectionLimit limit;
    private final Duration timeout;
    private final ArrayDeque<RouteeStreams.Opened> calls = new ArrayDeque<>();
    private final Http2Routee connection;
    private final Deadline deadline = new Deadline(this::due);
    private final Dialed dialed =
        new Dialed() {
          @Override
          public void open() {
            loop.exchanges().watch(deadline); // for its SETTINGS
          }

          @Override
          public void failed(TryFailure failure, String detail) {
            limit.closed();
            Wait.this.failed(failure, detail);
          }
        };

    Wait(Loop loop, RouteeLane routee, ConnectionLimit limit, Duration timeout) {
      this.loop = loop;
      this.routee = routee;
      this.limit = limit;
      this.timeout = timeout;
      connection = new Http2Routee(loop, routee, limit, this);
    }

    void begin() {
      waits.put(routee.idle(), this);
      limit.opening();
      deadline.set(loop.nowNanos() + timeout.toNanos());
      dialer.dial(loop, routee, timeout, connection, dialed);
    }

    private void due(long nowNanos) {
      boolean heard = connection.heard();
      connection.giveUp(
          heard ? TryFailure.CONNECT_TIMEOUT : TryFailure.SILENT,
          (heard ? "no room for a stream" : "no HTTP/2 spoken")
              + " within "
              + timeout.toMillis()
              + " ms");
    }

    @Override
    public void ready(Http2Routee ready) {
      over();
      while (!calls.isEmpty() && ready.usable()) {
        routee.idle().forget(ready);
        calls.removeFirst().opened(ready.newStream());
      }
      while (!calls.isEmpty()) {
        Http2Opener.this.open(loop, routee, limit, timeout, calls.removeFirst());
      }
    }

    @Override
    public void failed(TryFailure failure, String detail) {
      over();
      while (!calls.isEmpty()) {
        calls.removeFirst().failed(failure, detail);
      }
    }

    private void over() {
      waits.remove(routee.idle());
      loop.exchanges().drop(deadline);
    }
  }
}
