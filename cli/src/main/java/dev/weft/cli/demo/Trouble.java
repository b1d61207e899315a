package dev.weft.cli.demo;

import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What goes wrong, and when: a round of 56 s, again and again. Each step runs on a virtual thread
 * of the clock and may block.
 */
final class Trouble {
  static final Duration ROUND = Duration.ofSeconds(56);
  static final int SLOW_MILLIS = 400;
  private static final Duration SHARE_WINDOW = Duration.ofSeconds(5);

  private final Shop shop;
  private final Tally tally;
  private final Slowness slowness;
  private final LiveLine line;
  private final Clock clock;
  private final List<Clock.Timer> timers = new ArrayList<>();
  private final AtomicInteger killed = new AtomicInteger();
  private final AtomicInteger added = new AtomicInteger();
  private final AtomicInteger slowed = new AtomicInteger();
  private boolean cancelled;

  /** Makes a member slow, or fast again with 0. */
  interface Slowness {
    void set(Member member, int millis) throws InterruptedException;
  }

  Trouble(Shop shop, Tally tally, Slowness slowness, LiveLine line, Clock clock) {
    this.shop = shop;
    this.tally = tally;
    this.slowness = slowness;
    this.line = line;
    this.clock = clock;
  }

  /** How often each thing was done. */
  record Deeds(int killed, int added, int slowed) {}

  /** What was done so far. */
  Deeds deeds() {
    return new Deeds(killed.get(), added.get(), slowed.get());
  }

  /** Begins a round now. */
  synchronized void start() {
    timers.clear();
    var round = new Round();
    at(8, round::killOneOfOrders);
    at(12, round::tellOfTheDead);
    at(16, round::addOneOfOrders);
    at(24, round::slowOneOfPayments);
    at(34, round::tellOfTheSlow);
    at(40, round::hurryTheSlow);
    at(52, round::tellOfTheHurried);
    at((int) ROUND.toSeconds(), this::start);
  }

  /** Does nothing more; a step that has begun goes on to its end. */
  synchronized void cancel() {
    cancelled = true;
    timers.forEach(Clock.Timer::cancel);
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  private void at(int second, Step step) {
    if (!cancelled) {
      timers.add(clock.schedule(Duration.ofSeconds(second), () -> run(step)));
    }
  }

  private void run(Step step) {
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      line.event("this step of the demo did not work: " + e.getMessage());
    }
  }

  /** One round's steps, which share whom they befell. */
  private final class Round {
    private final Member victim = shop.second(Trade.ORDERS);
    private final Member sluggard = shop.second(Trade.PAYMENTS);
    private final Tally.Hop slow = new Tally.Hop(Trade.PAYMENTS.service(), sluggard.pid());
    private Tally.Total beforeTheKill = tally.total();
    private long usualShare;

    void killOneOfOrders() {
      beforeTheKill = tally.total();
      shop.kill(victim);
      killed.incrementAndGet();
      line.event("killed " + victim.name() + " (pid " + victim.pid() + ") with SIGKILL");
    }

    void tellOfTheDead() {
      Tally.Total now = tally.total();
      line.event(
          "since the kill: %,d calls, %,d failed"
              .formatted(
                  now.calls() - beforeTheKill.calls(), now.failed() - beforeTheKill.failed()));
    }

    void addOneOfOrders() throws InterruptedException {
      line.event("starting one more of orders");
      Member newcomer = shop.add(Trade.ORDERS);
      added.incrementAndGet();
      line.event(newcomer.name() + " (pid " + newcomer.pid() + ") runs");
    }

    void slowOneOfPayments() throws InterruptedException {
      usualShare = share();
      slowness.set(sluggard, SLOW_MILLIS);
      slowed.incrementAndGet();
      line.event(
          "%s is slow now: its work takes %d ms more, its health checks stay fast"
              .formatted(sluggard.name(), SLOW_MILLIS));
    }

    void tellOfTheSlow() {
      line.event(
          "%s is slow: its share of the calls went from %d %% to %d %%"
              .formatted(sluggard.name(), usualShare, share()));
    }

    void hurryTheSlow() throws InterruptedException {
      slowness.set(sluggard, 0);
      line.event(sluggard.name() + " is fast again");
    }

    void tellOfTheHurried() {
      line.event(
          "%s is fast again: its share of the calls is %d %%".formatted(sluggard.name(), share()));
    }

    private long share() {
      return tally.sharePercent(slow, SHARE_WINDOW, clock.nanos());
    }
  }
}
