package dev.weft.control.http;

import java.io.IOException;

/** Writes the body of an answer. */
public interface StreamedBody {
  /**
   * Writes all of the body. On the request's thread; blocks while the client does not keep up.
   *
   * @throws IOException if the client has gone
   */
  void writeTo(AnswerStream out) throws IOException;
}
