package dev.weft.broker.path;

import dev.weft.broker.message.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What a routee's stream tells its attempt, on the exchange's loop. */
public interface RouteeEvents {
  /**
   * An interim answer: 1xx, any number of them. The head is the receiver's to edit, until return.
   */
  void onInterim(Head head);

  /** The answer, or 101 with {@link Head#tunnel}. */
  void onAnswer(Head head, boolean end);

  /** Some of the body; the buffer is the receiver's to release. */
  void onData(ByteBuf part);

  /** The answer is whole. */
  void onEnd(@Nullable Head trailers);

  /** Everything read in this turn was told: time to flush what was passed on. */
  void onTurn();

  /** The routee has taken what was written. */
  void onWritable();

  /**
   * It broke off. No more events come.
   *
   * @param detail for people, without the routee's name
   */
  void onFailure(TryFailure failure, String detail);
}
