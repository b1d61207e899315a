package dev.weft.broker.message;

/**
 * How long a caller still waits for its call, as it says itself: {@code grpc-timeout} (gRPC over
 * HTTP/2, "Requests"), or {@code x-weft-deadline}, the same for any call in whole milliseconds.
 * Both are durations, as hosts' clocks differ.
 */
public final class TimeLeft {
  /** The caller says nothing of it. */
  public static final long UNSAID = -1;

  private static final int MOST_DIGITS = 10;
  private static final long MILLI_NANOS = 1_000_000;
  private static final long GRPC_MOST = 99_999_999; // eight digits

  private TimeLeft() {}

  /**
   * What the caller says, in nanoseconds; the shorter one if it says two, {@link #UNSAID} if none.
   * What is no number of milliseconds says nothing.
   */
  public static long of(Head head) {
    int grpc = head.find(Known.GRPC_TIMEOUT, 0);
    int weft = head.find(Known.X_WEFT_DEADLINE, 0);
    long left = grpc < 0 ? UNSAID : GrpcTimeout.nanos(head, grpc);
    long millis = weft < 0 ? UNSAID : millis(head, weft);
    if (millis < 0) {
      return left;
    }
    return left < 0 ? millis * MILLI_NANOS : Math.min(left, millis * MILLI_NANOS);
  }

  private static long millis(Head head, int field) {
    int start = head.valueStart(field);
    int end = head.valueEnd(field);
    if (end == start || end - start > MOST_DIGITS) {
      return UNSAID;
    }
    long millis = 0;
    for (int i = start; i < end; i++) {
      int digit = head.bytes()[i] - '0';
      if (digit < 0 || digit > 9) {
        return UNSAID;
      }
      millis = millis * 10 + digit;
    }
    return millis;
  }

  /**
   * Tells the next one how much is left by now, in the field of its protocol.
   *
   * @param grpc whether it is a gRPC call
   */
  public static void pass(Head head, boolean grpc, long leftNanos) {
    long millis = Math.max(1, leftNanos / MILLI_NANOS);
    head.drop(Known.X_WEFT_DEADLINE);
    head.drop(Known.GRPC_TIMEOUT);
    if (!grpc) {
      head.add(Known.X_WEFT_DEADLINE, Long.toString(millis));
    } else if (millis <= GRPC_MOST) {
      head.add(Known.GRPC_TIMEOUT, millis + "m");
    } else {
      head.add(Known.GRPC_TIMEOUT, Math.min(GRPC_MOST, millis / 1000) + "S");
    }
  }
}
