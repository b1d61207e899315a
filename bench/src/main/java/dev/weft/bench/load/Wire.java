package dev.weft.bench.load;

import java.nio.ByteBuffer;

/** How one connection speaks. Belongs to one connection and keeps its state. */
public interface Wire {

  /** Appends what a connection begins with. */
  void open(ByteBuffer out);

  /** Appends a request. At most one is unanswered at a time. */
  void ask(Ask ask, ByteBuffer out);

  /**
   * Takes from {@code in} whatever is complete and leaves the rest.
   *
   * @param out for what the protocol itself wants answered
   */
  void read(ByteBuffer in, ByteBuffer out, Answers answers);

  /** Where answers go. */
  interface Answers {
    /** A piece of a body, valid during the call. */
    void body(ByteBuffer piece);

    /** The request was answered in full. */
    void done(boolean ok);
  }
}
