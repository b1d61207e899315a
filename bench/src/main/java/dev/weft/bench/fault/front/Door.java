package dev.weft.bench.fault.front;

import java.time.Duration;
import java.util.List;

/** Where one service is called; closing takes the service away again. */
public interface Door extends AutoCloseable {
  /** On 127.0.0.1. */
  int port();

  /** What callers write into the Host field. */
  String host();

  /**
   * What it holds of a routee at this moment: {@code passing}, {@code ejected}, {@code probation};
   * or empty where it does not tell.
   */
  String standing(Address routee);

  /** Sends SIGTERM and says whether it ended within that time. */
  boolean terminate(Duration within);

  /** Waits until it takes calls for all these routees. */
  default void awaitAll(List<Address> routees) {
    // it takes them at once unless it says otherwise
  }

  @Override
  void close();
}
