package dev.weft.examples.shop;

/** A service that listens. */
interface Running extends AutoCloseable {
  Instance instance();

  /** Takes no new calls, lets those in flight end for at most a second, and closes. */
  @Override
  void close();
}
