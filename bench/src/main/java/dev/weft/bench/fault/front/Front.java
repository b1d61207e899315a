package dev.weft.bench.fault.front;

import java.util.List;

/** A kind of thing to stand before routees. */
public interface Front extends AutoCloseable {
  /** As the tables name it. */
  String name();

  /** What a reader should know of how it is set up. */
  String setUp();

  /**
   * Takes calls for a service from now on.
   *
   * @param service a name that no other service of the run has
   * @param limit how many calls a routee can work on at a time, for those who must be told; 0 where
   *     they need no limit
   */
  Door open(String service, List<Address> routees, int limit);

  @Override
  default void close() {
    // nothing runs but doors
  }
}
