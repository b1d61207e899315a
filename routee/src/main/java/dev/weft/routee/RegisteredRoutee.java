package dev.weft.routee;

import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A registration that is kept: renewed at about a third of its lease, made anew when the registry
 * has lost it, and taken back at the end. A registry that is away never hurts the program: the
 * calls go on in the background, less and less often, until it is back.
 *
 * <p>Safe for use by any thread. Calls to the registry run on the clock's threads, one at a time.
 */
public final class RegisteredRoutee implements AutoCloseable {
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

  private final RegistryClient client;
  private final Registration registration;
  private final Clock clock;
  private final RegistrationListener listener;
  private final RandomGenerator random;

  /** Held through each call to the registry, so that no PUT can come after the DELETE. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Tells this life of the program from others that take the same name. */
  private final String owner = UUID.randomUUID().toString();

  private Clock.@Nullable Timer timer;
  private String lastRefusal = "";
  private boolean held;
  private boolean everHeld;
  private boolean mayBeOurs;
  private int failuresInARow;
  private boolean closed;

  RegisteredRoutee(
      RegistryClient client,
      Registration registration,
      Clock clock,
      RegistrationListener listener,
      RandomGenerator random) {
    this.client = client;
    this.registration = registration;
    this.clock = clock;
    this.listener = listener;
    this.random = random;
  }

  /** Registers, beginning at once; returns without waiting for the registry. */
  public static RegisteredRoutee start(
      RegistryClient client,
      Registration registration,
      Clock clock,
      RegistrationListener listener) {
    var routee = new RegisteredRoutee(client, registration, clock, listener, new Random());
    routee.begin();
    return routee;
  }

  void begin() {
    turn.lock();
    try {
      setNext(Duration.ZERO);
    } finally {
      turn.unlock();
    }
  }

  private void setNext(Duration delay) {
    timer = clock.schedule(delay, this::takeTurn);
  }

  private void takeTurn() {
    turn.lock();
    try {
      if (!closed) {
        setNext(keep());
      }
    } finally {
      turn.unlock();
    }
  }

  /** Renews or registers; returns the delay until the next turn. */
  private Duration keep() {
    try {
      if (held && client.renew(registration.namespace(), registration.name(), owner)) {
        answered();
      } else {
        held = false;
        mayBeOurs = true;
        client.put(registration, owner);
        answered();
        held = true;
        everHeld = true;
        lastRefusal = "";
        listener.registered(registration.name());
      }
      return renewal();
    } catch (RefusedException e) {
      answered();
      mayBeOurs = held; // what was refused may be registered by somebody else: not ours to delete
      sayRefused(String.valueOf(e.getMessage()));
      return renewal();
    } catch (RegistryUnreachableException e) {
      if (failuresInARow++ == 0) {
        listener.registryLost(String.valueOf(e.getMessage()));
      }
      return backoff();
    }
  }

  private void answered() {
    if (failuresInARow > 0) {
      failuresInARow = 0;
      listener.registryBack();
    }
  }

  private void sayRefused(String why) {
    if (!why.equals(lastRefusal)) {
      lastRefusal = why;
      listener.refused(why);
    }
  }

  /** A third of the lease, give or take a tenth. */
  private Duration renewal() {
    return jittered(registration.leaseTtl().dividedBy(3), 0.9, 1.1);
  }

  /** Doubling from 200 ms to 5 s, half of it at random, so that many do not come back at once. */
  private Duration backoff() {
    int doublings = Math.min(failuresInARow - 1, 10);
    Duration full = FIRST_BACKOFF.multipliedBy(1L << doublings);
    return jittered(full.compareTo(MAX_BACKOFF) < 0 ? full : MAX_BACKOFF, 0.5, 1.0);
  }

  private Duration jittered(Duration full, double least, double most) {
    double share = least + (most - least) * random.nextDouble();
    return Duration.ofNanos((long) (full.toNanos() * share));
  }

  /**
   * Deregisters. Blocks until the registry has answered, for a few seconds at most; a call in
   * progress is waited for. Idempotent.
   */
  @Override
  public void close() {
    turn.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (timer != null) {
        timer.cancel();
      }
      deregister();
    } finally {
      turn.unlock();
    }
  }

  private void deregister() {
    if (!mayBeOurs) {
      return;
    }
    try {
      client.delete(registration.namespace(), registration.name(), owner);
    } catch (RegistryException e) {
      if (everHeld) {
        listener.notDeregistered(String.valueOf(e.getMessage()));
      }
    }
  }
}
