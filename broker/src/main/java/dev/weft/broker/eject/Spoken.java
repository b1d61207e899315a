package dev.weft.broker.eject;

/** What a routee's port of protocol {@code auto} was found to speak. */
public enum Spoken {
  /** Not looked at yet, or there was trouble since. */
  UNKNOWN,
  HTTP1,
  HTTP2
}
