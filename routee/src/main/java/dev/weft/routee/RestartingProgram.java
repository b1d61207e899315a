package dev.weft.routee;

import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A routee whose program is started again when it ends, as a {@link RestartPolicy} says: one {@link
 * Supervisor} after the other, under one name and, where it is free again, on one port. Between two
 * lives the routee is not registered.
 *
 * <p>Safe for use by any thread. The lives follow each other on a virtual thread.
 */
public final class RestartingProgram {
  private final Supervisor.Options options;
  private final RestartPolicy policy;
  private final Readiness readiness;
  private final Clock clock;
  private final SupervisorListener listener;
  private final RandomGenerator random = new Random();
  private final String name;
  private final Semaphore wake = new Semaphore(0);
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  private Supervisor life;
  private boolean stopping;

  private RestartingProgram(
      Supervisor.Options options,
      RestartPolicy policy,
      Readiness readiness,
      Clock clock,
      SupervisorListener listener,
      Supervisor first) {
    this.options = options;
    this.policy = policy;
    this.readiness = readiness;
    this.clock = clock;
    this.listener = listener;
    this.life = first;
    this.name = first.name();
  }

  /**
   * Starts the program for the first time; returns when it runs, without waiting for it to become
   * ready. A later start that fails is told to the listener and tried again like any other.
   *
   * @throws CommandNotFoundException if there is no such program or it cannot be executed
   * @throws PortInUseException if something listens on the port already
   */
  public static RestartingProgram start(
      Supervisor.Options options,
      RestartPolicy policy,
      Readiness readiness,
      Clock clock,
      SupervisorListener listener)
      throws CommandNotFoundException {
    Supervisor first = Supervisor.start(options, readiness, clock, listener);
    var program = new RestartingProgram(options, policy, readiness, clock, listener, first);
    Thread.ofVirtual().name("weft-restart").start(() -> program.live(first));
    return program;
  }

  /** The name that the routee is registered under, the same in each life. */
  public String name() {
    return name;
  }

  /** The process id of its present life, or of the last one. */
  public synchronized long pid() {
    return life.pid();
  }

  private void live(Supervisor first) {
    int code = 0;
    try {
      code = first.awaitExit();
      int inARow = 0;
      while (policy.asksFor(code) && !stopping()) {
        if (inARow == policy.maxRestarts()) {
          listener.givenUp(inARow);
          break;
        }
        Duration wait = RestartPolicy.wait(inARow++, random);
        listener.restarting(wait, inARow, policy);
        pause(wait);
        long startNanos = clock.nanos();
        Supervisor next = launch();
        if (next != null) {
          code = next.awaitExit();
        }
        if (clock.nanos() - startNanos >= RestartPolicy.STEADY.toNanos()) {
          inARow = 0;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exit.complete(code);
    }
  }

  /** Returns after the wait, or at once when it is to stop. */
  private void pause(Duration wait) throws InterruptedException {
    Clock.Timer timer = clock.schedule(wait, wake::release);
    wake.acquire();
    timer.cancel();
  }

  /** Starts the next life; null if it is to stop, or cannot be started now. */
  private synchronized @Nullable Supervisor launch() {
    if (stopping) {
      return null;
    }
    try {
      life = launchOn(life.port());
      return life;
    } catch (CommandNotFoundException | PortInUseException e) {
      listener.notStarted(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private Supervisor launchOn(int port) throws CommandNotFoundException {
    try {
      return Supervisor.start(options.again(name, port), readiness, clock, listener);
    } catch (PortInUseException e) {
      if (options.port() != 0) {
        throw e; // callers may know the program by this port
      }
      return Supervisor.start(options.again(name, 0), readiness, clock, listener);
    }
  }

  private synchronized boolean stopping() {
    return stopping;
  }

  /**
   * Waits until the program has ended and is not started again.
   *
   * @return the exit code of its last life; 128 and the signal's number where a signal ended it
   */
  public int awaitExit() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the program's end cannot be awaited", e.getCause());
    }
  }

  /**
   * Ends the program in order, as {@link Supervisor#stop} does, and for good. Blocks until all is
   * done.
   *
   * @return the exit code, as {@link #awaitExit} gives it
   */
  public int stop() {
    Supervisor last;
    synchronized (this) {
      stopping = true;
      last = life;
    }
    wake.release();
    last.stop();
    return exit.join();
  }
}
