package dev.weft.control.http;

/** Answers requests. Safe for use by any thread. */
public interface Handler {
  /**
   * Answers a request, at once or through {@link Exchange#stream}. What it throws becomes a 500, or
   * breaks the connection off if half an answer is out.
   */
  void handle(Exchange exchange);

  /**
   * Whether requests like this one are answered from memory, without waiting for anything: they are
   * handled on the event loop.
   */
  boolean isQuick(String method, String path);

  /**
   * The JSON body for a request that is refused before it gets here.
   *
   * @param code 400 to 599
   */
  byte[] refusal(int code, String why);

  /** The JSON body for a 500, under an id that the log has too. */
  byte[] failure(Throwable error);
}
