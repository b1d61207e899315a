package dev.weft.routee;

import dev.weft.model.time.SystemClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes the program that calls it a routee of a service:
 *
 * <pre>{@code
 * try (var me = Routee.register("orders", 8081)) {
 *   server.join();
 * }
 * }</pre>
 *
 * <p>It never blocks the program's start and never fails because the registry is away or refuses:
 * that is logged once, and tried on in the background. It is registered anew when the registry has
 * lost it, and deregistered when it is closed or the JVM ends in order. Safe for use by any thread.
 */
public final class Routee implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Routee.class.getName());

  private final CountDownLatch first = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("weft-deregister").unstarted(this::end);
  private final SystemClock clock = new SystemClock();
  private final RegisteredRoutee registered;
  private final Registration registration;

  Routee(RegistryClient client, Registration registration) {
    this.registration = registration;
    registered = RegisteredRoutee.start(client, registration, clock, new Logged(client));
  }

  private Routee hooked() {
    Runtime.getRuntime().addShutdownHook(hook);
    return this;
  }

  static Routee start(RegistryClient client, Registration registration) {
    return new Routee(client, registration).hooked();
  }

  /**
   * Registers with what the environment says: {@code WEFT_API} (else {@code
   * http://127.0.0.1:7070}), {@code WEFT_TOKEN}, {@code WEFT_CA}.
   *
   * @param service a DNS label, such as {@code orders}
   * @param port that this program listens on, 1 to 65535
   * @throws IllegalArgumentException naming the value that cannot be and what can
   */
  public static Routee register(String service, int port) {
    return of(service, port).register();
  }

  /** The same with more to say; ends with {@link RouteeOptions#register}. */
  public static RouteeOptions of(String service, int port) {
    return new RouteeOptions(service, port);
  }

  /** The name that it is registered under. */
  public String name() {
    return registration.name();
  }

  /**
   * Waits until the registry has taken the registration once; false if it has not in time. Nothing
   * needs to wait for it.
   */
  public boolean awaitRegistered(Duration timeout) throws InterruptedException {
    return first.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Deregisters; blocks for a few seconds at most. Idempotent. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "closed while the JVM ends, which its hook does as well");
    }
  }

  private void end() {
    registered.close();
    clock.close();
  }

  private final class Logged implements RegistrationListener {
    private final RegistryClient client;

    Logged(RegistryClient client) {
      this.client = client;
    }

    @Override
    public void registered(String name) {
      first.countDown();
      LOG.log(
          System.Logger.Level.INFO,
          "registered " + name + " as a routee of " + registration.service());
    }

    @Override
    public void refused(String why) {
      LOG.log(
          System.Logger.Level.ERROR,
          "the registry at " + client.registry() + " refuses " + registration.name() + ": " + why);
    }

    @Override
    public void registryLost(String why) {
      LOG.log(System.Logger.Level.WARNING, why + "; trying on in the background");
    }

    @Override
    public void registryBack() {
      LOG.log(System.Logger.Level.INFO, "the registry answers again");
    }

    @Override
    public void notDeregistered(String why) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the registry could not be told of the end; the lease runs out by itself: " + why);
    }
  }
}
