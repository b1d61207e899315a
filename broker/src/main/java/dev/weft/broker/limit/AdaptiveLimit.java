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
 * it sends fewer, and whether the rate falls tells which of the two it is. As long as no answer to
 * that has shown what it can do, it may have the calls that its calm rate amounts to at the present
 * latency: a routee at light load that becomes slow keeps its load. More callers alone never raise
 * that product above what is under way already.
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

  /** So many calls at a routee are no crowd as long as nobody has to wait for a place. */
  private static final double FEW = 16;

  /** How many more than its calm rate amounts to: as many as may come at once by chance. */
  private static final double SPARE = 5;

  private static final double RECENT_SHARE = 0.5;
  private static final double CALM_KEPT = 0.9; // of the calm rate, after a window with a lower one
  private static final double CLEARLY_MORE = 1.5; // rates of 25 answers vary by a fifth
  private static final double LONGEST_USUAL_NANOS = 250_000_000;

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
  private double highestRate;
  private double calmRate; // at which answers came while nobody was in anybody's way
  private double recentNanos; // of the last few answers
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
  private boolean measured;
  private long boundNanos; // when it last was, since measured
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

  /**
   * How long an answer may be expected to take: as while the routee is not crowded, or as at
   * present (a quarter of a second at most) where it is not known what it can do; 0 if nothing is
   * known.
   */
  public synchronized long usualNanos() {
    boolean guess = undisturbedNanos > 0 && !measured(lastLeftNanos);
    double present = guess ? Math.min(recentNanos, LONGEST_USUAL_NANOS) : 0;
    return (long) Math.max(undisturbedNanos, present);
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
    recentNanos += RECENT_SHARE * (nowNanos - sentNanos - recentNanos);
    if (limit < FEW && !asking && !measured(nowNanos)) {
      limit = Math.max(limit, needed());
    }
    if (nowNanos - countFromNanos < 0 || (asking && sentNanos - askedNanos < 0)) {
      return; // says nothing of the limit that is being tried
    }
    times.answered(nowNanos - sentNanos);
    if (times.suffices(nowNanos)) {
      judge(nowNanos);
    }
  }

  /** As many calls as it has at its calm rate now, by Little's law, and some by chance. */
  private double needed() {
    return Math.min(FEW, calmRate * recentNanos + SPARE);
  }

  /** Whether it is known what the routee can do, as it has been at its limit since it was seen. */
  private boolean measured(long nowNanos) {
    return measured && nowNanos - boundNanos < TRUSTED_NANOS;
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
    if (bound) {
      boundNanos = nowNanos;
    }
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
      calm(mean, rate, crowd, knee);
    } else if (crowd < 1) {
      undisturbedNanos += 0.2 * (mean - undisturbedNanos); // nobody was in anybody's way
    } else if (asked && nowNanos - askedNanos < TRUSTED_NANOS) {
      limit = Math.max(least(), HEADROOM * knee);
    } else if ((bound || crowd >= FEW) && askers.take(nowNanos)) {
      double least =
          rate < CLEARLY_MORE * calmRate ? calmRate * mean : 0; // no more than came before
      ask(rate, Math.min(Math.max(knee, least), crowd), nowNanos, (long) mean);
      return;
    }
    begin(nowNanos);
  }

  private void calm(double mean, double rate, double crowd, double knee) {
    if (bound) {
      boolean far = mean < CALM * undisturbedNanos && limit < 1.05 * knee;
      limit = far ? limit * 1.4 + 1 : limit * 1.1 + 0.3;
    } else {
      calmRate = Math.max(rate, CALM_KEPT * calmRate);
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
    boundNanos = nowNanos;
    boolean queued = bound && rate >= SAME_RATE * rateBefore;
    measured |= bound;
    if (queued) {
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
    recentNanos = 0;
    ratesSeen = 0;
    highestRate = 0;
    calmRate = 0;
    measured = false;
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
    highestRate = 0;
    for (int i = 0; i < Math.min(ratesSeen, RATES); i++) {
      highestRate = Math.max(highestRate, rates[i]);
    }
  }

  /** Where answers are short, a handful more that wait are not worth turning anybody away. */
  private double least() {
    return Math.clamp(SHORT_NANOS / undisturbedNanos, LEAST, MOST_IDLE);
  }

  /** Above how many calls they only wait. */
  private double knee() {
    return highestRate * undisturbedNanos;
  }
}
