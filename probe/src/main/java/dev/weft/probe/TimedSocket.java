package dev.weft.probe;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * Reads until a deadline and no longer, however often a byte comes: a socket's own timeout is that
 * of one read, and a byte now and then would hold a check for ever.
 */
final class TimedSocket extends Socket {
  private volatile Deadline deadline;

  TimedSocket(Deadline deadline) {
    this.deadline = deadline;
  }

  /** Reads until another deadline from now on. */
  void readUntil(Deadline newDeadline) {
    deadline = newDeadline;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        setSoTimeout(deadline.remainingMillis());
        return in.read();
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        setSoTimeout(deadline.remainingMillis());
        return in.read(into, offset, length);
      }
    };
  }
}
