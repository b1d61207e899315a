package dev.weft.control.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * The body of an answer, sent in parts. Of each answer only a few parts wait at a time: the writer
 * blocks until the client has taken some. Belongs to the request's thread.
 */
public final class AnswerStream extends OutputStream {
  static final long UNKNOWN_LENGTH = -1;

  private static final int PART_BYTES = 32 * 1024;
  private static final int PARTS_AHEAD = 4;

  /** Room for a chunk's size before it, as four digits, and the end of its line. */
  private static final int BEFORE = 6;

  private static final int AFTER = 2;
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final Connection connection;
  private final Exchange exchange;
  private final AnswerHead head;
  private final long length;
  private final Semaphore room = new Semaphore(PARTS_AHEAD);
  private byte[] part = new byte[BEFORE + PART_BYTES + AFTER];
  private int filled;
  private boolean begun;
  private boolean ended;
  private volatile boolean broken;

  AnswerStream(Connection connection, Exchange exchange, AnswerHead head, long length) {
    this.connection = connection;
    this.exchange = exchange;
    this.head = head;
    this.length = length;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    refuseEnded();
    int from = offset;
    int left = count;
    while (left > 0) {
      if (filled == PART_BYTES) {
        sendPart();
      }
      int some = Math.min(left, PART_BYTES - filled);
      System.arraycopy(bytes, from, part, BEFORE + filled, some);
      filled += some;
      from += some;
      left -= some;
    }
  }

  /** Sends what has been written so far. */
  @Override
  public void flush() throws IOException {
    refuseEnded();
    if (filled > 0) {
      sendPart();
    }
  }

  /** Does nothing: whether an answer is complete shows when its writer returns. */
  @Override
  public void close() {}

  /**
   * Sends what was written, then leaves the rest of the answer to the connection's event loop;
   * nothing more can be written here.
   */
  public void handOver(Feeder feeder) throws IOException {
    refuseEnded();
    if (exchange.head().isHead()) {
      feeder.closed();
      complete();
      return;
    }
    if (filled > 0 || !begun) {
      sendPart();
    }
    ended = true;
    onLoop(() -> connection.feed(exchange, feeder));
  }

  /** Ends the answer; a short one goes out in one piece. */
  void complete() throws IOException {
    if (ended) {
      return;
    }
    ended = true;
    if (begun) {
      if (filled > 0) {
        sendPart();
      }
      ByteBuf end = framesChunks() ? Unpooled.wrappedBuffer(LAST_CHUNK) : Unpooled.EMPTY_BUFFER;
      onLoop(() -> connection.endStream(exchange, end));
    } else {
      exchange.begin();
      byte[] whole = new byte[filled];
      System.arraycopy(part, BEFORE, whole, 0, filled);
      connection.answer(exchange, head, whole);
    }
  }

  private void sendPart() throws IOException {
    boolean first = !begun;
    if (first) {
      exchange.begin();
      begun = true;
    }
    room.acquireUninterruptibly();
    if (broken) {
      throw new IOException("the client has gone");
    }
    ByteBuf bytes = framed();
    AnswerHead.Framing framing = framing();
    onLoop(() -> {
      if (first) {
        connection.beginStream(exchange, head, framing, length);
      }
      connection.writePart(exchange, bytes, this::partLeft);
    });
    part = new byte[BEFORE + PART_BYTES + AFTER];
    filled = 0;
  }

  private void partLeft(Future<?> writing) {
    if (!writing.isSuccess()) {
      broken = true;
    }
    room.release();
  }

  private void onLoop(Runnable task) throws IOException {
    try {
      connection.loop().executor().execute(task);
    } catch (RejectedExecutionException e) {
      throw new IOException("the server is closed", e);
    }
  }

  private ByteBuf framed() {
    if (exchange.head().isHead() || filled == 0) {
      return Unpooled.EMPTY_BUFFER;
    }
    if (!framesChunks()) {
      return Unpooled.wrappedBuffer(part, BEFORE, filled);
    }
    for (int i = 0; i < 4; i++) {
      part[i] = DIGITS[(filled >> (12 - 4 * i)) & 0xf];
    }
    part[4] = '\r';
    part[5] = '\n';
    part[BEFORE + filled] = '\r';
    part[BEFORE + filled + 1] = '\n';
    return Unpooled.wrappedBuffer(part, 0, BEFORE + filled + AFTER);
  }

  private boolean framesChunks() {
    return framing() == AnswerHead.Framing.CHUNKS && !exchange.head().isHead();
  }

  private AnswerHead.Framing framing() {
    if (length != UNKNOWN_LENGTH) {
      return AnswerHead.Framing.LENGTH;
    }
    return exchange.head().http10() ? AnswerHead.Framing.CLOSE : AnswerHead.Framing.CHUNKS;
  }

  private void refuseEnded() throws IOException {
    if (ended) {
      throw new IOException("the answer has ended");
    }
    if (broken) {
      throw new IOException("the client has gone");
    }
  }
}
