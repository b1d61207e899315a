package dev.weft.broker.message;

/** How long a gRPC caller waits for its call (gRPC over HTTP/2, "Requests": grpc-timeout). */
public final class GrpcTimeout {
  private static final int MOST_DIGITS = 8;
  private static final long MOST_NANOS = 30L * 24 * 3_600_000_000_000L;

  private GrpcTimeout() {}

  /**
   * The time in nanoseconds, at most 30 days; that also where the value is none, as gRPC itself
   * does not fail a call for it.
   */
  public static long nanos(Head head, int field) {
    int start = head.valueStart(field);
    int last = head.valueEnd(field) - 1;
    if (last <= start || last - start > MOST_DIGITS) {
      return MOST_NANOS;
    }
    byte[] bytes = head.bytes();
    long number = 0;
    for (int i = start; i < last; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return MOST_NANOS;
      }
      number = number * 10 + digit;
    }
    long unit = unit(bytes[last]);
    return number > MOST_NANOS / unit ? MOST_NANOS : number * unit;
  }

  private static long unit(byte letter) {
    return switch (letter) {
      case 'n' -> 1;
      case 'u' -> 1_000;
      case 'm' -> 1_000_000;
      case 'S' -> 1_000_000_000;
      case 'M' -> 60_000_000_000L;
      case 'H' -> 3_600_000_000_000L;
      default -> MOST_NANOS;
    };
  }
}
