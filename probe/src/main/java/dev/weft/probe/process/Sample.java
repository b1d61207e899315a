package dev.weft.probe.process;

/**
 * A process and those that it started at one moment, and their control group.
 *
 * @param atNanos when, on the clock
 * @param startedTicks when the process began, in the kernel's ticks: another number is another one
 * @param cpuTicks CPU time so far, in ticks of 10 ms
 * @param openFiles of the process that is nearest to its limit
 * @param mostOpenFiles that limit; 0 for none
 * @param memoryBytes of the group, without what can be dropped at once
 * @param mostMemoryBytes the group's limit; 0 for none
 * @param periods in which the group could have been throttled, so far
 * @param throttledPeriods in which it was
 * @param heapBytes of JVMs
 * @param collectingNanos for which JVMs stood still for garbage collections, so far
 */
record Sample(
    long atNanos,
    long startedTicks,
    long cpuTicks,
    long rssBytes,
    int threads,
    int openFiles,
    int mostOpenFiles,
    long memoryBytes,
    long mostMemoryBytes,
    long periods,
    long throttledPeriods,
    long heapBytes,
    long collectingNanos) {
  private static final double TICK_NANOS = 10_000_000; // USER_HZ is 100 on every Linux of today

  /** CPU time per time since a sample of before. */
  double coresSince(Sample before) {
    long nanos = atNanos - before.atNanos;
    boolean same = startedTicks == before.startedTicks && nanos > 0;
    return same ? Math.max(0, (cpuTicks - before.cpuTicks) * TICK_NANOS / nanos) : 0;
  }

  /** For which share of the time since a sample of before JVMs stood still, 0 to 1. */
  double collectingSince(Sample before) {
    long nanos = atNanos - before.atNanos;
    boolean same = startedTicks == before.startedTicks && nanos > 0;
    return same ? Math.clamp((double) (collectingNanos - before.collectingNanos) / nanos, 0, 1) : 0;
  }

  /** In which share of the periods since a sample of before the group was throttled, 0 to 1. */
  double throttledSince(Sample before) {
    long more = periods - before.periods;
    return more <= 0
        ? 0
        : Math.clamp((double) (throttledPeriods - before.throttledPeriods) / more, 0, 1);
  }
}
