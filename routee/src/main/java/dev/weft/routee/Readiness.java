package dev.weft.routee;

/** Says whether a program is ready for calls. */
@FunctionalInterface
public interface Readiness {
  /**
   * Asked every 50 ms until it says yes; may block for a second or so.
   *
   * @param host an IP literal
   */
  boolean ready(String host, int port);
}
