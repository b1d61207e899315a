package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.time.Duration;

/**
 * Faults that brokers make on purpose, to see what callers do about them.
 *
 * @param delay for which a call waits before it is sent on; zero for none
 * @param delayPercent of how many calls, 0 to 100
 * @param abortStatus that a call is answered with instead of being sent on, 400 to 599; 0 for none
 * @param abortPercent of how many calls, 0 to 100
 */
public record FaultPolicy(Duration delay, int delayPercent, int abortStatus, int abortPercent) {
  /** No faults but real ones. */
  public static final FaultPolicy NONE = new FaultPolicy(Duration.ZERO, 100, 0, 100);

  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Whether there is anything to be done. */
  public boolean disturbs() {
    return !delay.isZero() || abortStatus > 0;
  }

  static FaultPolicy read(Fields fields) {
    Fields delay = fields.object("delay");
    Fields abort = fields.object("abort");
    var policy =
        new FaultPolicy(
            delay.duration("time", NONE.delay, Duration.ZERO, LONGEST),
            delay.percent("percent", NONE.delayPercent),
            (int) abort.number("status", NONE.abortStatus, 400, 599),
            abort.percent("percent", NONE.abortPercent));
    delay.refuseUnknown();
    abort.refuseUnknown();
    fields.refuseUnknown();
    return policy;
  }
}
