package dev.weft.broker.limit;

/**
 * How many calls may wait at one routee for their answers to begin.
 *
 * <p>By Little's law a routee that is busy but not crowded has {@code rate × undisturbed time}
 * calls: one more only makes all of them wait. The limit stays a little above that product of the
 * highest rate and the undisturbed time of answers (as BBR does with a network path), and well
 * above it while the routee is not busy.
 *
 * <p>Answers that take longer than they did may mean that calls queue at the routee, or that the
 * routee has become slow by itself, where fewer calls would help nobody. So it asks: for a moment
 * it sends fewer, and whether the rate falls tells which of the two it is.
 *
 * <p>Only time until an answer begins counts, so that streams and downloads hold no place; and
 * where that is a second or more by itself, as with long polls, nothing is limited.
 *
 * <p>Shared by all loops, as otherwise each would have to leave a routee its least; safe on any
 * thread, and held for some tens of nanoseconds.
 */
public final class AdaptiveLimit {
  /** Where there is nothing to judge by yet. */
  public static final int UNLIMITED = 1_000_000;

  private static final double FIRST = 128;
  private static final double LEAST = 2; // one at work, and one to follow without a gap
  private static final double LEAST_IDLE = 4;
  private static final double MOST_IDLE = 32;

  /** How long calls may wait at a routee however crowded it is. */
  private static final double SHORT_NANOS = 20_000_000;

  /** How long a burst may make answers take where it is not known what the routee could do. */
  private static final double LEAST_NANOS = 80_000_000;

  private static final double HEADROOM = 1.25;
  private static final double CALM = 1.1;
  private static final double TOLERANCE = 1.3;
  private static final double ASKING_SHARE = 0.7;
  private static final double SAME_RATE = 0.85;
  private static final long TRUSTED_NANOS = 10_000_000_000L;
  private static final long LONG_ANSWER_NANOS = 1_000_000_000;
  private static final long STANDSTILL_NANOS = 50_000_000;
  private static final int RATES = 5;
  private static final long SPAN_NANOS = 250_000_000;
  private static final int SPANS = 8;

  private final Askers askers;
  private final AnswerTimes times = new AnswerTimes();
  private final double[] rates = new double[RATES];
  private int ratesSeen;
  private double limit = FIRST;
  private double undisturbedNanos;
  private final int[] sentIn = new int[SPANS]; // those waiting, by when they were sent
  private long span;
  private int waiting;
  private int peak;
  private boolean bound;
  private boolean asking;
  private double rateBefore;
  private long countFromNanos;
  private boolean asked;
  private long askedNanos;
  private long lastLeftNanos;

  /**
   * @param nowNanos the loop's time
   */
  public AdaptiveLimit(Askers askers, long nowNanos) {
    this.askers = askers;
    countFromNanos = nowNanos;
    lastLeftNanos = nowNanos;
    span = Math.floorDiv(nowNanos, SPAN_NANOS);
    times.begin(nowNanos);
  }

  /** Whether one more call may go there. That one could not is taken note of. */
  public synchronized boolean hasRoom(long nowNanos) {
    if (waiting < (int) (limit + 0.5)) {
      return true;
    }
    forgetOld(nowNanos);
    bound = waiting >= (int) (limit + 0.5);
    return !bound;
  }

  /** How many may wait there at once, rounded; {@link #UNLIMITED} means as many as come. */
  public synchronized int calls() {
    return (int) (limit + 0.5);
  }

  /**
   * How it stands, without taking note of anything.
   *
   * @param most how many may wait there at once; {@link #UNLIMITED} for as many as come
   * @param waiting that hold a place now
   * @param undisturbedNanos how long an answer takes while nothing is crowded; 0 if not known
   */
  public record Look(int most, int waiting, long undisturbedNanos) {
    public boolean hasRoom() {
      return waiting < most;
    }
  }

  /** How it stands now. */
  public synchronized Look look(long nowNanos) {
    long now = Math.floorDiv(nowNanos, SPAN_NANOS);
    int left = waiting;
    for (long old = Math.max(span + 1, now - SPANS + 1); old <= now; old++) {
      left -= sentIn[place(old)]; // those that no longer hold a place
    }
    return new Look((int) (limit + 0.5), left, (long) undisturbedNanos);
  }

  /** How long an answer takes to begin while the routee is not crowded; 0 if not known. */
  public synchronized long undisturbedNanos() {
    return (long) undisturbedNanos;
  }

  /** When a call last left it, with an answer or without. */
  public synchronized long lastLeftNanos() {
    return lastLeftNanos;
  }

  /** A call was sent. */
  public synchronized void began(long nowNanos) {
    forgetOld(nowNanos);
    times.waiting(waiting, nowNanos);
    if (waiting == 0) {
      lastLeftNanos = nowNanos;
    }
    sentIn[place(Math.floorDiv(nowNanos, SPAN_NANOS))]++;
    waiting++;
    peak = Math.max(peak, waiting);
  }

  /**
   * A call waits no more, without an answer that says anything of how crowded it is.
   *
   * @param sentNanos when the call was told to have begun
   */
  public synchronized void left(long sentNanos, long nowNanos) {
    forgetOld(nowNanos);
    lastLeftNanos = nowNanos - lastLeftNanos > 0 ? nowNanos : lastLeftNanos;
    long sent = Math.floorDiv(sentNanos, SPAN_NANOS);
    if (sent > span - SPANS) {
      times.waiting(waiting, nowNanos);
      sentIn[place(sent)]--;
      waiting--;
    }
  }

  /** Calls that have waited for two seconds are long polls or streams, and hold no place. */
  private void forgetOld(long nowNanos) {
    long now = Math.floorDiv(nowNanos, SPAN_NANOS);
    if (now <= span) {
      return; // another loop's turn began later
    }
    times.waiting(waiting, nowNanos);
    for (long old = Math.max(span + 1, now - SPANS + 1); old <= now; old++) {
      waiting -= sentIn[place(old)];
      sentIn[place(old)] = 0;
    }
    span = now;
  }

  private static int place(long span) {
    return Math.floorMod(span, SPANS);
  }

  /**
   * A call's answer has begun, or was waited for in vain.
   *
   * @param sentNanos when the call was told to have begun
   */
  public synchronized void answered(long sentNanos, long nowNanos) {
    long still = nowNanos - lastLeftNanos;
    left(sentNanos, nowNanos);
    if (still > STANDSTILL_NANOS + 3 * undisturbedNanos && undisturbedNanos > 0 && !asking) {
      begin(nowNanos + Math.min(still, LONG_ANSWER_NANOS)); // what piled up meanwhile tells nothing
    }
    if (nowNanos - countFromNanos < 0 || (asking && sentNanos - askedNanos < 0)) {
      return; // says nothing of the limit that is being tried
    }
    times.answered(nowNanos - sentNanos);
    if (times.suffices(nowNanos)) {
      judge(nowNanos);
    }
  }

  private void judge(long nowNanos) {
    double mean = times.mean();
    double rate = times.rate(nowNanos);
    double crowd = times.crowd(nowNanos);
    if (asking) {
      conclude(mean, rate, nowNanos);
      return;
    }
    remember(rate);
    if (undisturbedNanos == 0) {
      undisturbedNanos = mean;
    }
    if (mean < undisturbedNanos) {
      undisturbedNanos += 0.3 * (mean - undisturbedNanos);
    }
    double knee = knee();
    if (undisturbedNanos >= LONG_ANSWER_NANOS) {
      limit = UNLIMITED;
      undisturbedNanos += 0.2 * (mean - undisturbedNanos);
    } else if (mean <= undisturbedNanos * (TOLERANCE + 2 * times.error())) {
      calm(mean, crowd, knee);
    } else if (crowd < 1) {
      undisturbedNanos += 0.2 * (mean - undisturbedNanos); // nobody was in anybody's way
    } else if (asked && nowNanos - askedNanos < TRUSTED_NANOS) {
      limit = Math.max(least(), HEADROOM * knee);
    } else if (askers.take(nowNanos)) {
      ask(rate, Math.min(knee, crowd), nowNanos, (long) mean);
      return;
    }
    begin(nowNanos);
  }

  private void calm(double mean, double crowd, double knee) {
    if (bound) {
      boolean far = mean < CALM * undisturbedNanos && limit < 1.05 * knee;
      limit = far ? limit * 1.4 + 1 : limit * 1.1 + 0.3;
    } else {
      double least = Math.clamp(LEAST_NANOS / undisturbedNanos, LEAST_IDLE, MOST_IDLE);
      limit = Math.max(Math.min(limit, least), Math.min(limit, Math.max(2.0 * peak, 2 * knee)));
    }
    if (!bound || crowd < 0.6 * knee) {
      undisturbedNanos += 0.1 * (mean - undisturbedNanos);
    }
  }

  /** Sends fewer for a moment, once those are back that were sent before. */
  private void ask(double rate, double calls, long nowNanos, long settleNanos) {
    asking = true;
    askedNanos = nowNanos;
    rateBefore = rate;
    limit = Math.max(least() / 2, ASKING_SHARE * calls);
    begin(nowNanos + settleNanos);
  }

  private void conclude(double mean, double rate, long nowNanos) {
    asking = false;
    askers.leave(askedNanos);
    asked = true;
    askedNanos = nowNanos;
    if (bound && rate >= SAME_RATE * rateBefore) {
      ratesSeen = 0; // fewer calls cost nothing: they had queued
      remember(rate);
      asked = mean <= TOLERANCE * undisturbedNanos; // else still too many
    } else {
      undisturbedNanos = mean;
    }
    limit = Math.max(least(), HEADROOM * knee());
    begin(nowNanos);
  }

  /** What is known of the routee holds no longer: it is another process, or was away. */
  public synchronized void forget(long nowNanos) {
    if (asking) {
      asking = false;
      askers.leave(askedNanos);
    }
    limit = FIRST;
    undisturbedNanos = 0;
    ratesSeen = 0;
    asked = false;
    begin(nowNanos);
  }

  private void begin(long fromNanos) {
    countFromNanos = fromNanos;
    times.begin(fromNanos);
    peak = waiting;
    bound = false;
  }

  private void remember(double rate) {
    rates[ratesSeen % RATES] = rate;
    ratesSeen++;
  }

  /** Where answers are short, a handful more that wait are not worth turning anybody away. */
  private double least() {
    return Math.clamp(SHORT_NANOS / undisturbedNanos, LEAST, MOST_IDLE);
  }

  /** Above how many calls they only wait. */
  private double knee() {
    double highest = 0;
    for (int i = 0; i < Math.min(ratesSeen, RATES); i++) {
      highest = Math.max(highest, rates[i]);
    }
    return highest * undisturbedNanos;
  }
}
