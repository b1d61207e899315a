package dev.weft.registry.store;

/**
 * The sizes by which a log store goes; tests have smaller ones.
 *
 * @param compactAtBytes a log smaller than this is left alone
 * @param allocateBytes by which a log file grows
 */
record Limits(long compactAtBytes, int allocateBytes) {
  static final Limits USUAL = new Limits(8 << 20, 1 << 20);

  /** Whether the logs are long enough to write a snapshot of the contents in their stead. */
  boolean isLong(long logBytes, long contentBytes) {
    return logBytes > Math.max(compactAtBytes, contentBytes);
  }
}
