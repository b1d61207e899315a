package dev.weft.control.http;

import java.io.IOException;

/** Writes the body of an answer. */
public interface StreamedBody {
  /**
   * Writes all of the body. On the request's thread; blocks while the client does not keep up.
   *
   * @throws IOException if the client has gone
   * @throws InterruptedException if the server stops; the connection breaks off
   */
  void writeTo(AnswerStream out) throws IOException, InterruptedException;
}
