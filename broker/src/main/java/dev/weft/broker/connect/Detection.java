package dev.weft.broker.connect;

import dev.weft.broker.eject.Spoken;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.path.RouteeStream;
import dev.weft.broker.path.RouteeStreams.Opened;
import dev.weft.broker.path.TryFailure;
import java.time.Duration;

/**
 * Finds out what a routee speaks where nobody says it (protocol {@code auto}): HTTP/2 if it answers
 * the preface with SETTINGS (RFC 9113, section 3.3) or picks h2 over TLS, otherwise HTTP/1.1. What
 * was found is kept in the routee's {@link Standing} until there is trouble.
 *
 * <p>No call is sent while that is open, so none is sent twice: an HTTP/2 connection takes streams
 * only once the SETTINGS are here. Each connection on the way has the whole time for connecting.
 */
final class Detection {
  /** Opens a connection by one of the two. */
  interface Way {
    void open(Loop loop, RouteeLane routee, ConnectionLimit limit, Duration timeout, Opened opened);
  }

  // What was known was wrong, then HTTP/2 was not heard, then HTTP/1.1.
  private static final int MOST_TURNS = 3;

  private final Way http1;
  private final Way http2;

  Detection(Way http1, Way http2) {
    this.http1 = http1;
    this.http2 = http2;
  }

  void open(Loop loop, RouteeLane routee, ConnectionLimit limit, Duration timeout, Opened opened) {
    open(loop, routee, limit, timeout, opened, MOST_TURNS);
  }

  private void open(
      Loop loop,
      RouteeLane routee,
      ConnectionLimit limit,
      Duration timeout,
      Opened opened,
      int turns) {
    Standing standing = routee.standing();
    Spoken tried = standing.spoken();
    Way way = tried == Spoken.HTTP1 ? http1 : http2;
    way.open(
        loop,
        routee,
        limit,
        timeout,
        new Opened() {
          @Override
          public void opened(RouteeStream stream) {
            if (tried != Spoken.HTTP1) { // there a connection says nothing yet
              standing.spoken(Spoken.HTTP2);
            }
            opened.opened(stream);
          }

          @Override
          public void failed(TryFailure failure, String detail) {
            standing.spoken(after(tried, failure, standing.tls() != null));
            if (turns > 1 && speaksOther(tried, failure)) {
              open(loop, routee, limit, timeout, opened, turns - 1);
            } else {
              opened.failed(failure, detail);
            }
          }
        });
  }

  /** Whether it took the connection and showed that it is not spoken to in its language. */
  private static boolean speaksOther(Spoken tried, TryFailure failure) {
    return switch (failure) {
      case OTHER_PROTOCOL -> true;
      case MALFORMED, RESET -> tried != Spoken.HTTP1;
      default -> false;
    };
  }

  /** What is held of a routee that could not be connected to. */
  private static Spoken after(Spoken tried, TryFailure failure, boolean tls) {
    return switch (tried) {
      case UNKNOWN -> {
        // A server that waits for more of what it takes for a request: the next try is in HTTP/1.1.
        boolean waits = failure == TryFailure.SILENT && !tls;
        yield waits || speaksOther(tried, failure) ? Spoken.HTTP1 : Spoken.UNKNOWN;
      }
      case HTTP1 -> Spoken.UNKNOWN;
      case HTTP2 -> // what does not answer may be frozen, and speaks HTTP/2 when it thaws
          failure == TryFailure.CONNECT_TIMEOUT || failure == TryFailure.SILENT
              ? Spoken.HTTP2
              : Spoken.UNKNOWN;
    };
  }
}
