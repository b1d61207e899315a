package dev.weft.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends a large body on a stream as fast as the other side gives window. */
final class Http2Upload {
  static final int BYTES = 40_000_000;

  private static final int PART = 10_000;
  private static final int STILL = 300;

  private final Http2Wire wire;
  private final int stream;
  private final Semaphore streamWindow = new Semaphore(65_535);
  private final Semaphore wholeWindow = new Semaphore(65_535);
  private final AtomicInteger sent = new AtomicInteger();
  private final CompletableFuture<List<String>> answer = new CompletableFuture<>();
  private int seen;
  private int unchanged;

  Http2Upload(Http2Wire wire, int stream) {
    this.wire = wire;
    this.stream = stream;
    Thread.ofVirtual().start(this::send);
    Thread.ofVirtual().start(this::read);
  }

  int sent() {
    return sent.get();
  }

  /** Whether nothing has gone for a while, asked again and again. */
  boolean stands() {
    int now = sent.get();
    unchanged = now == seen && now > 0 ? unchanged + 1 : 0;
    seen = now;
    return unchanged >= STILL;
  }

  /** The answer's fields. */
  List<String> answered() {
    return answer.join();
  }

  private void send() {
    try {
      byte[] part = new byte[PART];
      for (int left = BYTES; left > 0; left -= PART) {
        streamWindow.acquire(PART);
        wholeWindow.acquire(PART);
        wire.send(Http2Wire.DATA, left == PART ? Http2Wire.END_STREAM : 0, stream, part);
        sent.addAndGet(PART);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try {
      while (!answer.isDone()) {
        Http2Wire.Frame frame = wire.read();
        if (frame.type() == Http2Wire.WINDOW_UPDATE) {
          (frame.stream() == 0 ? wholeWindow : streamWindow).release(frame.error());
        } else if (frame.type() == Http2Wire.HEADERS) {
          answer.complete(wire.fields(frame));
        }
      }
    } catch (IOException e) {
      answer.completeExceptionally(e);
    }
  }
}
