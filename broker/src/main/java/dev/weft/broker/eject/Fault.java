package dev.weft.broker.eject;

/** What went wrong with a routee in one try. */
public enum Fault {
  /** Nothing listens at the address: the process is gone. One is enough to eject. */
  REFUSED("connection refused"),
  CONNECT("connect errors"),
  RESET("connections closed before an answer"),
  TIMEOUT("timeouts"),
  /** Another routee, asked later, answered sooner. */
  OUTRUN("calls that a hedge outran"),
  SERVER_ERROR("5xx answers"),
  CUT("answers cut off"),
  MALFORMED("malformed answers");

  private final String words;

  Fault(String words) {
    this.words = words;
  }

  /** Whether it was told by an answer or its lack: soon, and without holding a caller up. */
  public boolean isAnswer() {
    return this == SERVER_ERROR || this == RESET || this == CUT || this == MALFORMED;
  }

  /** As it stands in an ejection's cause. */
  public String words() {
    return words;
  }
}
