package dev.weft.cli.demo;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.model.time.Clock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The order of things: the shop starts, its callers start, the trouble starts; at the end the
 * tally.
 *
 * <p>One thread calls {@link #run}; any may call {@link #stop}.
 */
public final class Demo {
  private static final Duration OPENING = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration REFRESH = Duration.ofMillis(250);
  private static final Duration PLAIN_REFRESH = Duration.ofSeconds(2);
  private static final Duration READING = Duration.ofSeconds(2);
  private static final Duration LAST_CALLS = Duration.ofSeconds(11);
  private static final Duration FAREWELL = Duration.ofSeconds(20);
  private static final Duration CTRL_C = Duration.ofMillis(500);

  private final MeshView mesh;
  private final Options options;
  private final Member.Starter starter;
  private final Clock clock;
  private final PrintStream out;
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean begun;
  private @Nullable Thread opening;
  private boolean stopped;

  /**
   * How the demo is run.
   *
   * @param output the folder that gets the output of each process; it exists
   * @param callsPerSecond 1 to 1000; 50 is usual
   * @param duration of the load, or null to go on until {@link Demo#stop}
   */
  public record Options(Path output, int callsPerSecond, @Nullable Duration duration) {
    public Options {
      if (callsPerSecond < 1 || callsPerSecond > 1000) {
        throw new IllegalArgumentException(
            "callsPerSecond is " + callsPerSecond + ", not from 1 to 1000");
      }
    }
  }

  /**
   * @param mesh runs, and was given the resources of {@link #manifest}
   * @param out gets all that the demo says
   */
  public Demo(MeshView mesh, Options options, Clock clock, PrintStream out) {
    this(mesh, options, new Supervised(mesh, options.output(), clock), clock, out);
  }

  Demo(MeshView mesh, Options options, Member.Starter starter, Clock clock, PrintStream out) {
    this.mesh = mesh;
    this.options = options;
    this.starter = starter;
    this.clock = clock;
    this.out = out;
  }

  /** What the mesh must be told of the shop before the demo runs: YAML documents. */
  public static String manifest() {
    return ShopCode.manifest();
  }

  /**
   * Runs the whole of it; returns after the shop's processes have ended.
   *
   * @return {@link ExitCode#OK} if calls were made and none failed, otherwise {@link
   *     ExitCode#FAILED}
   * @throws CommandFailure if the shop does not start
   */
  public int run() throws InterruptedException {
    if (!begin()) {
      return ExitCode.FAILED;
    }
    try {
      return openAndPerform();
    } catch (InterruptedException e) {
      if (!stopped()) {
        throw e;
      }
      out.println("Stopped before the first call.");
      return ExitCode.FAILED;
    } finally {
      ended.countDown();
    }
  }

  private int openAndPerform() throws InterruptedException {
    var line = new LiveLine(out, LiveLine.onTerminal(), clock);
    line.say("Starting the shop's " + Trade.total() + " processes.");
    try (var shop = Shop.open(starter)) {
      new Opening(mesh, line).await(shop.members(), OPENING);
      var tally = new Tally();
      var crowd = new Rush(mesh.broker(), clock);
      var acts = new Acts(shop, mesh, tally, new FaultSwitch(mesh), crowd, line, clock);
      var load =
          new Load(
              mesh.broker(), Load.TARGET, options.callsPerSecond(), tally, acts::crowded, clock);
      line.show("warming up: these calls are not counted");
      load.warmUp();
      line.end();
      setOpen();
      return perform(acts, crowd, load, tally, line);
    }
  }

  /**
   * Brings {@link #run} to its end, and waits for that, at most 20 s. For Ctrl-C: what failed in
   * the last half second is not counted, because Ctrl-C ends the shop's processes too.
   */
  public void stop() throws InterruptedException {
    synchronized (this) {
      stopped = true;
      if (!begun) {
        return;
      }
      if (opening != null) {
        opening.interrupt();
      }
    }
    end.countDown();
    if (!ended.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
      out.println("The shop's processes take long to end; the demo waits no more.");
    }
  }

  /** False if it was stopped before. */
  private synchronized boolean begin() {
    begun = !stopped;
    opening = Thread.currentThread();
    return begun;
  }

  private synchronized void setOpen() throws InterruptedException {
    opening = null;
    if (stopped) {
      throw new InterruptedException("stopped while it began");
    }
  }

  private synchronized boolean stopped() {
    return stopped;
  }

  private int perform(Acts acts, Rush crowd, Load load, Tally tally, LiveLine line)
      throws InterruptedException {
    out.println(Words.greeting(mesh, options.callsPerSecond(), options.output()));
    line.begin();
    starter.onRestart(sentence -> tellUnlessStopped(line, sentence));
    mesh.news(); // what happened while the shop opened is no part of the story
    var witness = new Witness(mesh, line);
    var trouble = new Trouble(acts, crowd, line, clock);
    long startNanos = clock.nanos();

    load.start();
    trouble.start();
    Clock.Timer looks = clock.every(LOOK, witness::look);
    Clock.Timer refreshes =
        clock.every(
            line.terminal() ? REFRESH : PLAIN_REFRESH,
            () -> line.show(status(line, tally, witness)));
    if (options.duration() != null) {
      clock.schedule(options.duration(), end::countDown);
    }
    end.await();
    if (stopped()) {
      tally.seal(clock.nanos() - CTRL_C.toNanos());
    }
    long seconds = Duration.ofNanos(clock.nanos() - startNanos).toSeconds();
    trouble.cancel();
    starter.onRestart(_ -> {}); // the story ends here
    looks.cancel();
    refreshes.cancel();
    load.stop(stopped() ? CTRL_C : LAST_CALLS);
    line.end();
    Tally.Total total = tally.total();
    out.println(Words.summary(seconds, total, acts.deeds()));
    out.flush();
    return total.calls() > 0 && total.failed() == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Ctrl-C ends the shop's processes too, which is no failure. */
  private void tellUnlessStopped(LiveLine line, String sentence) {
    if (!stopped()) {
      line.event(sentence);
    }
  }

  private String status(LiveLine line, Tally tally, Witness witness) {
    return Words.status(
        line.elapsed(), tally.total(), tally.last(READING, clock.nanos()), witness.state());
  }
}
