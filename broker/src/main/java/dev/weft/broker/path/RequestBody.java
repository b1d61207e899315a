package dev.weft.broker.path;

import dev.weft.broker.message.Head;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has come of a request's body, kept for another try as long as it is small. */
final class RequestBody {
  private static final int KEPT_BYTES = 64 * 1024;
  private static final int KEPT_PARTS = 256; // each keeps a buffer alive, however few its bytes

  private List<ByteBuf> kept = List.of();
  private int keptBytes;
  private boolean replayable = true;
  private boolean complete;
  private @Nullable Head trailers;
  private List<MirrorCall> mirrors = List.of();

  /**
   * @param complete whether there is none
   */
  RequestBody(boolean complete) {
    this.complete = complete;
  }

  /** What comes of it goes there as well. */
  void mirrorTo(MirrorCall mirror) {
    if (mirrors.isEmpty()) {
      mirrors = new ArrayList<>(1);
    }
    mirrors.add(mirror);
  }

  /** Takes note of a part that is about to be sent. */
  void passing(ByteBuf part) {
    for (MirrorCall mirror : mirrors) {
      mirror.body(part);
    }
    keptBytes += part.readableBytes();
    if (!replayable) {
      return;
    }
    if (keptBytes > KEPT_BYTES || kept.size() == KEPT_PARTS) {
      forget();
      return;
    }
    if (kept.isEmpty()) {
      kept = new ArrayList<>(2);
    }
    kept.add(part.retainedDuplicate());
  }

  /** The caller has sent all of it. */
  void complete(@Nullable Head newTrailers) {
    complete = true;
    trailers = newTrailers;
    mirrors.forEach(MirrorCall::bodyEnd);
  }

  /** Whether the caller has sent all of it. */
  boolean complete() {
    return complete;
  }

  /** Whether all that was sent so far can be sent again. */
  boolean replayable() {
    return replayable;
  }

  /** Whether nothing but the head has to be sent. */
  boolean nothingSoFar() {
    return kept.isEmpty() && trailers == null;
  }

  /** Sends what has come so far. */
  void replay(RouteeStream stream) {
    for (ByteBuf part : kept) {
      stream.data(part.retainedDuplicate());
    }
    if (complete) {
      stream.end(trailers);
    }
  }

  /** The call is over. */
  void end() {
    forget();
    mirrors.forEach(MirrorCall::callerEnded);
  }

  /** Lets go of what was kept; from now on nothing can be sent again. */
  void forget() {
    replayable = false;
    kept.forEach(ByteBuf::release);
    kept = List.of();
  }
}
