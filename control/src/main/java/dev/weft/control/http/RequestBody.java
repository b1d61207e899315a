package dev.weft.control.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A request's body as it comes: never more memory than bytes were sent, within limits. */
final class RequestBody {
  private static final int FIRST_BYTES = 512;
  static final byte[] NONE = {};

  private final BodyBudget budget;
  private byte[] bytes = NONE;
  private int length;

  RequestBody(BodyBudget budget) {
    this.budget = budget;
  }

  /**
   * Adds a piece.
   *
   * @throws BadRequest 413 if the body is larger than {@link Limits#BODY}, 503 if all bodies
   *     together take too much
   */
  void add(ByteBuf piece) throws BadRequest {
    int more = piece.readableBytes();
    if (more == 0) {
      return;
    }
    refuseTooLarge((long) length + more);
    if (!budget.take(more)) {
      throw new BadRequest(503, "too many large requests at the same time; try again");
    }
    int start = length;
    length += more;
    if (length > bytes.length) {
      int twice = Math.min(Limits.BODY, bytes.length * 2);
      bytes = Arrays.copyOf(bytes, Math.max(length, Math.max(twice, FIRST_BYTES)));
    }
    piece.readBytes(bytes, start, more);
  }

  static void refuseTooLarge(long size) throws BadRequest {
    if (size > Limits.BODY) {
      throw new BadRequest(413, "the body is larger than " + Limits.BODY + " bytes");
    }
  }

  /** All that came; the same array at each call once the body is complete. */
  byte[] bytes() {
    if (bytes.length != length) {
      bytes = Arrays.copyOf(bytes, length);
    }
    return bytes;
  }

  /** Lets go of the bytes. */
  void release() {
    budget.giveBack(length);
    bytes = NONE;
    length = 0;
  }
}
