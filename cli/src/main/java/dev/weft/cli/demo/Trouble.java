package dev.weft.cli.demo;

import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When what goes wrong: four acts in a round of 84 s, again and again. Each step runs on a virtual
 * thread of the clock and may block.
 */
final class Trouble {
  static final Duration ROUND = Duration.ofSeconds(84);

  private final Acts acts;
  private final Crowd crowd;
  private final LiveLine line;
  private final Clock clock;
  private final List<Clock.Timer> timers = new ArrayList<>();
  private boolean cancelled;

  /** Callers who come all at once. */
  interface Crowd {
    void come(int callsPerSecond);

    /** Sends them away; what came of their calls. Does nothing where none are there. */
    Tally.Total go() throws InterruptedException;
  }

  Trouble(Acts acts, Crowd crowd, LiveLine line, Clock clock) {
    this.acts = acts;
    this.crowd = crowd;
    this.line = line;
    this.clock = clock;
  }

  /** Begins a round now. */
  synchronized void start() {
    timers.clear();
    at(6, acts::kill);
    at(14, acts::tellOfTheKilled);
    at(17, acts::failOne);
    at(24, acts::mend);
    at(32, acts::tellOfTheMended);
    at(36, acts::slowOne);
    at(48, acts::tellOfTheSlow);
    at(50, acts::hurry);
    at(62, acts::tellOfTheHurried);
    at(65, acts::letTheCrowdCome);
    at(77, acts::sendTheCrowdAway);
    at(80, acts::tellOfTheCrowd);
    at((int) ROUND.toSeconds(), this::start);
  }

  /** Does nothing more; a step that has begun goes on to its end. */
  void cancel() throws InterruptedException {
    synchronized (this) {
      cancelled = true;
      timers.forEach(Clock.Timer::cancel);
    }
    crowd.go();
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
      synchronized (acts) { // one that takes long must not meet the next
        step.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      line.event("this step of the demo did not work: " + e.getMessage());
    }
  }
}
