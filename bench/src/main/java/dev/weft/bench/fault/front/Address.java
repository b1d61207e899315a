package dev.weft.bench.fault.front;

/**
 * Where a routee listens.
 *
 * @param name unique in the run
 */
public record Address(String name, String host, int port) {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
