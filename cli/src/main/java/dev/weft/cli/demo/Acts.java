package dev.weft.cli.demo;

import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What goes wrong, and what came of it in figures. One step runs at a time; any thread may ask for
 * the deeds and for the crowd.
 */
final class Acts {
  /** Slow, but within the time that the broker gives a try: 250 ms at least. */
  static final int SLOW_MILLIS = 150;

  static final int CROWD_PER_SECOND = 300;

  /** With one desk each, web's two processes can then do about 110 calls a second. */
  private static final int CROWDED_MILLIS = 15;

  private static final Duration SHARE_WINDOW = Duration.ofSeconds(5);
  private static final Duration CROWD_STAYS = Duration.ofSeconds(12);

  private final Shop shop;
  private final MeshView mesh;
  private final Tally tally;
  private final Fault.Maker faults;
  private final Trouble.Crowd crowd;
  private final LiveLine line;
  private final Clock clock;
  private final AtomicInteger killed = new AtomicInteger();
  private final AtomicInteger failing = new AtomicInteger();
  private final AtomicInteger slowed = new AtomicInteger();
  private final AtomicInteger crowds = new AtomicInteger();
  private Mark mark;
  private long usualShare;
  private Tally.Total crowdsCalls;
  private Tally.Total whenTheCrowdLeft;
  private volatile boolean crowded;

  Acts(
      Shop shop,
      MeshView mesh,
      Tally tally,
      Fault.Maker faults,
      Trouble.Crowd crowd,
      LiveLine line,
      Clock clock) {
    this.shop = shop;
    this.mesh = mesh;
    this.tally = tally;
    this.faults = faults;
    this.crowd = crowd;
    this.line = line;
    this.clock = clock;
    this.mark = mark();
    this.crowdsCalls = mark.total();
    this.whenTheCrowdLeft = mark.total();
  }

  /** How often each thing was done. */
  record Deeds(int killed, int failing, int slowed, int crowds) {}

  /** Where the counters stood. */
  private record Mark(Tally.Total total, long retries) {}

  /** What was done so far. */
  Deeds deeds() {
    return new Deeds(killed.get(), failing.get(), slowed.get(), crowds.get());
  }

  /** Whether more callers are there than the shop can serve. */
  boolean crowded() {
    return crowded;
  }

  void kill() {
    Member victim = victim();
    mark = mark();
    long pid = victim.pid();
    victim.kill();
    killed.incrementAndGet();
    act("A process dies.", "killed " + victim.name() + " (pid " + pid + ") with SIGKILL");
  }

  void tellOfTheKilled() {
    line.event(sinceTheMark("the kill"));
  }

  void failOne() throws InterruptedException {
    mark = mark();
    faults.set(failer(), Fault.FAIL, 1);
    failing.incrementAndGet();
    act(
        "A process fails.",
        failer().name() + " answers every call with 500 now; its health checks stay good");
  }

  void mend() throws InterruptedException {
    faults.set(failer(), Fault.FAIL, 0);
    line.event(failer().name() + " is mended; the broker sees it by its next trial call");
  }

  void tellOfTheMended() {
    line.event(sinceTheMark("it began to fail"));
  }

  void slowOne() throws InterruptedException {
    mark = mark();
    usualShare = share();
    faults.set(sluggard(), Fault.SLOW, SLOW_MILLIS);
    slowed.incrementAndGet();
    act(
        "A process turns slow.",
        "%s takes %d ms more for its work now; its health checks stay fast"
            .formatted(sluggard().name(), SLOW_MILLIS));
  }

  void tellOfTheSlow() {
    line.event(
        "%s is slow, and picks go by latency: its share of the calls went from %d %% to %d %%"
            .formatted(sluggard().name(), usualShare, share()));
  }

  void hurry() throws InterruptedException {
    faults.set(sluggard(), Fault.SLOW, 0);
    line.event(sluggard().name() + " is fast again; the few calls that it still gets will show it");
  }

  void tellOfTheHurried() {
    line.event(
        "%s is fast again: its share of the calls is %d %%".formatted(sluggard().name(), share()));
    line.event(sinceTheMark("it turned slow"));
  }

  void letTheCrowdCome() throws InterruptedException {
    mark = mark();
    crowded = true;
    for (Member one : shop.all(Trade.WEB)) {
      faults.set(one, Fault.SLOW, CROWDED_MILLIS);
      faults.set(one, Fault.DESKS, 1);
    }
    crowd.come(CROWD_PER_SECOND);
    crowds.incrementAndGet();
    act(
        "A crowd comes.",
        "%d more calls a second come to web, which can do about 110 now: one at a time each"
            .formatted(CROWD_PER_SECOND));
  }

  void sendTheCrowdAway() throws InterruptedException {
    whenTheCrowdLeft = tally.total();
    crowdsCalls = crowd.go();
    for (Member one : shop.all(Trade.WEB)) {
      faults.set(one, Fault.DESKS, 0);
      faults.set(one, Fault.SLOW, 0);
    }
    line.event("the crowd has gone, and web works as usual");
  }

  void tellOfTheCrowd() {
    crowded = false;
    Tally.Total before = mark.total();
    long buyers = whenTheCrowdLeft.calls() - before.calls();
    long back = whenTheCrowdLeft.toldToComeBack() - before.toldToComeBack();
    long failed = tally.total().failed() - before.failed() + crowdsCalls.failed();
    long answered = answered(crowdsCalls) + answered(whenTheCrowdLeft) - answered(before);
    line.event(
        String.format(
            Locale.ROOT,
            "while the crowd was there web answered %d calls a second; of the crowd's, half within"
                + " %d ms, 99 of 100 within %d ms",
            answered / CROWD_STAYS.toSeconds(),
            crowdsCalls.p50Millis(),
            crowdsCalls.p99Millis()));
    line.event(
        String.format(
            Locale.ROOT,
            "told by the broker to come back later (503, Retry-After): %,d of the crowd's %,d"
                + " calls, %,d of the usual %,d; %,d failed",
            crowdsCalls.toldToComeBack(),
            crowdsCalls.calls(),
            back,
            buyers,
            failed));
  }

  private static long answered(Tally.Total total) {
    return total.calls() - total.toldToComeBack() - total.failed();
  }

  private void act(String title, String sentence) {
    line.say("");
    line.say("  " + title);
    line.event(sentence);
  }

  private Mark mark() {
    return new Mark(tally.total(), mesh.retries());
  }

  private String sinceTheMark(String what) {
    Tally.Total now = tally.total();
    return String.format(
        Locale.ROOT,
        "since %s: %,d calls, %,d failed; the broker tried %,d once more on another routee",
        what,
        now.calls() - mark.total().calls(),
        now.failed() - mark.total().failed(),
        mesh.retries() - mark.retries());
  }

  private Member victim() {
    return shop.all(Trade.ORDERS).get(1);
  }

  private Member sluggard() {
    return shop.all(Trade.PAYMENTS).get(1);
  }

  private Member failer() {
    List<Member> payments = shop.all(Trade.PAYMENTS);
    return payments.getLast();
  }

  private long share() {
    var slow = new Tally.Hop(Trade.PAYMENTS.service(), sluggard().pid());
    return tally.sharePercent(slow, SHARE_WINDOW, clock.nanos());
  }
}
