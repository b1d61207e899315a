package dev.weft.broker.http1;

import dev.weft.broker.message.Head;
import dev.weft.broker.path.RouteeEvents;
import dev.weft.broker.path.TryFailure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Where the rest of an answer goes that nobody waits for any more. */
enum Unheard implements RouteeEvents {
  INSTANCE;

  @Override
  public void onInterim(Head head) {}

  @Override
  public void onAnswer(Head head, boolean end) {}

  @Override
  public void onData(ByteBuf part) {
    part.release();
  }

  @Override
  public void onEnd(@Nullable Head trailers) {}

  @Override
  public void onTurn() {}

  @Override
  public void onWritable() {}

  @Override
  public void onFailure(TryFailure failure, String detail) {}
}
