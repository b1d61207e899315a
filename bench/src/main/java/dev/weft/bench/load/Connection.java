package dev.weft.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection and the request on it. Belongs to its driver's thread. */
public final class Connection {
  private static final int IN_OCTETS = 1 << 15;
  private static final int OUT_OCTETS = 1 << 13;

  /** What becomes of a connection's requests. */
  public interface Listener extends Wire.Answers {
    @Override
    default void body(ByteBuffer piece) {}

    /** The server closed the connection. */
    default void lost() {}
  }

  private final SocketChannel channel;
  private final Wire wire;
  private final Listener listener;
  private final ByteBuffer in = ByteBuffer.allocateDirect(IN_OCTETS);
  private final ByteBuffer out = ByteBuffer.allocateDirect(OUT_OCTETS);
  private boolean closed;

  Connection(SocketChannel channel, Wire wire, Listener listener) {
    this.channel = channel;
    this.wire = wire;
    this.listener = listener;
  }

  void open() throws IOException {
    wire.open(out);
    flush();
  }

  /** Sends a request; the one before has been answered. */
  public void ask(Ask ask) {
    if (closed) {
      return;
    }
    wire.ask(ask, out);
    try {
      flush();
    } catch (IOException e) {
      lose();
    }
  }

  void readable() {
    try {
      int read = channel.read(in);
      if (read < 0) {
        lose();
        return;
      }
      in.flip();
      wire.read(in, out, listener);
      in.compact();
      if (!closed) {
        flush();
      }
    } catch (IOException | IllegalStateException e) {
      lose();
    }
  }

  private void flush() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out); // a few hundred octets: the socket's buffer always has room
    }
    out.clear();
  }

  private void lose() {
    if (!closed) {
      close();
      listener.lost();
    }
  }

  boolean closed() {
    return closed;
  }

  /** Closes it without a word. */
  public void close() {
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
