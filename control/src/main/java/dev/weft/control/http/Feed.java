package dev.weft.control.http;

import io.netty.buffer.Unpooled;
import java.util.concurrent.Executor;

/**
 * The open end of a streamed answer, in the hands of its event loop. A client that does not read is
 * cut off after half a minute. Every method but {@link #loop} belongs to the loop.
 */
public final class Feed {
  private static final Line END_OF_CHUNKS = Line.of(new byte[0]); // "0", and an empty trailer

  private final Connection connection;
  private final Exchange exchange;
  private boolean ended;

  Feed(Connection connection, Exchange exchange) {
    this.connection = connection;
    this.exchange = exchange;
  }

  /** What runs tasks on the feed's loop; the same object for all feeds of a loop. */
  public Executor loop() {
    return connection.loop().executor();
  }

  /** Whether the client keeps up; false once the feed has ended. */
  public boolean writable() {
    return !ended && connection.writable();
  }

  /** Adds a line; it leaves with {@link #flush}. Does nothing once the feed has ended. */
  public void write(Line line) {
    if (ended) {
      return;
    }
    if (exchange.head().http10()) {
      connection.write(Unpooled.wrappedBuffer(line.framed(), line.start(), line.length()));
    } else {
      connection.write(connection.loop().lines().framed(line));
    }
  }

  public void flush() {
    connection.flush();
  }

  /** Completes the answer; what was written leaves first. */
  public void end() {
    if (!ended) {
      ended = true;
      if (!exchange.head().http10()) {
        connection.write(Unpooled.wrappedBuffer(END_OF_CHUNKS.framed()));
      }
      connection.completed(exchange);
      connection.flush();
    }
  }

  /** The connection is gone. */
  void cut() {
    ended = true;
  }
}
