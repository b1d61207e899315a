package dev.weft.broker.lane;

/** A connection to a routee that can wait for its next call. */
public interface PooledConnection {
  /** Whether the routee has not closed it, as far as is known. */
  boolean usable();

  /** Whether its routee is to be called in another way by now, such as with another certificate. */
  boolean outdated();

  void close();
}
