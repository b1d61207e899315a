package dev.weft.broker.http1;

import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.tls.Ending;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/**
 * Closes a caller's connection so that its last answer arrives: with unread bytes in the socket a
 * plain close resets the connection and takes the answer with it (RFC 9112, section 9.6). So what
 * the caller still sends is read and thrown away, until it stops.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class OrderlyClose {
  private static final long WRITE_NANOS = 60_000_000_000L;
  private static final long SILENCE_NANOS = 1_000_000_000L;
  private static final long MOST_NANOS = 30_000_000_000L;

  private final Channel channel;
  private final Loop loop;
  private final Deadline deadline;
  private long mostNanos;
  private boolean sent;
  private boolean inputEnded;

  /**
   * @param deadline of the connection; closes the channel when due
   */
  OrderlyClose(Channel channel, Loop loop, Deadline deadline) {
    this.channel = channel;
    this.loop = loop;
    this.deadline = deadline;
  }

  /** Sends what was written, then closes. */
  void begin() {
    long nowNanos = loop.nowNanos();
    deadline.set(nowNanos + WRITE_NANOS);
    mostNanos = nowNanos + MOST_NANOS;
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> {
          sent = true;
          if (inputEnded || !written.isSuccess()) {
            channel.close();
            return;
          }
          deadline.set(loop.nowNanos() + SILENCE_NANOS);
          Ending.shutdownOutput(channel);
          channel.read();
        });
  }

  /** The caller sends nothing more. */
  void inputEnded() {
    inputEnded = true;
    if (sent) {
      channel.close();
    }
  }

  /** So many bytes came meanwhile. */
  void discarded(int bytes) {
    if (bytes > 0) {
      long silent = loop.nowNanos() + SILENCE_NANOS;
      deadline.set(silent - mostNanos < 0 ? silent : mostNanos);
    }
  }
}
