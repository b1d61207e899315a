package dev.weft.broker.http;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;

/** What has come of a request's body, kept for another try as long as it is small. */
final class RequestBody {
  private static final int KEPT_BYTES = 64 * 1024;

  private final List<HttpContent> kept = new ArrayList<>(2);
  private int keptBytes;
  private boolean replayable = true;
  private boolean complete;

  /** Takes note of a part that is about to be sent. */
  void passing(HttpContent part) {
    complete |= part instanceof LastHttpContent;
    keptBytes += part.content().readableBytes();
    if (keptBytes > KEPT_BYTES) {
      forget();
    }
    if (replayable) {
      kept.add(part.retainedDuplicate());
    }
  }

  /** Whether all that was sent so far can be sent again. */
  boolean replayable() {
    return replayable;
  }

  /** Whether the caller has sent all of it. */
  boolean complete() {
    return complete;
  }

  /** The parts so far, each to be released by whoever takes it. */
  List<HttpContent> replay() {
    var again = new ArrayList<HttpContent>(kept.size());
    for (HttpContent part : kept) {
      again.add(part.retainedDuplicate());
    }
    return again;
  }

  /** Lets go of what was kept; from now on nothing can be sent again. */
  void forget() {
    replayable = false;
    kept.forEach(HttpContent::release);
    kept.clear();
  }
}
