package dev.weft.cli.command;

import dev.weft.model.resource.Fields;
import dev.weft.routee.RestartPolicy;
import dev.weft.routee.SupervisorListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Tells on standard error what becomes of the program; its own output stays untouched. Safe for use
 * by any thread.
 */
final class RunNarrator implements SupervisorListener {
  private static final int SIGNAL_BASE = 128;

  private final String service;
  private final PrintStream err;
  private volatile int port;

  RunNarrator(String service, PrintStream err) {
    this.service = service;
    this.err = err;
  }

  @Override
  public void started(long pid, int listenPort) {
    port = listenPort;
    say(service + " runs as pid " + pid + " with PORT=" + listenPort);
  }

  @Override
  public void registered(String name) {
    say("registered " + name + " as a routee of " + service);
  }

  @Override
  public void refused(String why) {
    say("the registry refuses " + service + ": " + why);
  }

  @Override
  public void registryLost(String why) {
    say(why + "; " + service + " goes on and is registered when the registry is back");
  }

  @Override
  public void registryBack() {
    say("the registry answers again");
  }

  @Override
  public void notReady(String host, int expected, Duration waited, List<String> listening) {
    String instead =
        listening.isEmpty() ? "" : "; it listens on " + String.join(", ", listening) + " instead";
    say(
        "after "
            + Fields.show(waited.truncatedTo(java.time.temporal.ChronoUnit.SECONDS))
            + " nothing listens at "
            + host
            + ":"
            + expected
            + instead
            + ": start the program on $PORT, or tell its port with --port; still waiting");
  }

  @Override
  public void exited(int code, Duration ran, boolean wasReady) {
    String how =
        code > SIGNAL_BASE && code < SIGNAL_BASE + 65
            ? "was ended by signal " + (code - SIGNAL_BASE)
            : "ended with exit code " + code;
    String early = wasReady ? "" : ", before anything listened on PORT=" + port;
    say(service + " " + how + " after " + seconds(ran) + early);
  }

  @Override
  public void restarting(Duration wait, int number, RestartPolicy policy) {
    String most = policy.maxRestarts() == Integer.MAX_VALUE ? "" : " of " + policy.maxRestarts();
    say(
        "%s is started again in %.2f s: --restart %s, restart %d%s in a row"
            .formatted(
                service,
                wait.toMillis() / 1000.0,
                RestartOptions.word(policy.when()),
                number,
                most));
  }

  @Override
  public void notStarted(String why) {
    say(service + " could not be started again: " + why);
  }

  @Override
  public void givenUp(int restarts) {
    say(
        "%s is not started again: it had %d restarts in a row, all that --max-restarts allows"
            .formatted(service, restarts));
  }

  @Override
  public void killed(Duration grace) {
    say(service + " had not ended " + Fields.show(grace) + " after SIGTERM and was killed");
  }

  @Override
  public void notDeregistered(String why) {
    say("the registry could not be told of the end; the lease runs out by itself: " + why);
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }

  private void say(String sentence) {
    err.println("weft: " + sentence);
  }
}
