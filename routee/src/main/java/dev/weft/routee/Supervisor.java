package dev.weft.routee;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.resource.Names;
import dev.weft.model.time.Clock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program as a routee: starts it with {@code PORT} in its environment, registers it once it
 * is ready, keeps its lease, and deregisters it at once when it ends, however it ends.
 *
 * <p>Safe for use by any thread.
 */
public final class Supervisor {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final int USUAL_WEIGHT = 100;

  /**
   * What to run and how.
   *
   * @param name of the routee; null for one made from the service and the port
   * @param port that the program is told to listen on; 0 finds a free one
   * @param zone empty where none is known
   * @param command the program and its words; at least one
   * @param broker where the program's HTTP calls go; null leaves its proxy settings alone
   * @param inheritOutput whether the program shares this process's input and output
   * @param outputFile where the output is appended if it is not inherited; null drops it
   * @param readyTimeout after which the listener hears that the program is not ready
   * @param drain between deregistration and SIGTERM: brokers hear of it, calls in flight end
   * @param grace between SIGTERM and SIGKILL
   * @param extraEnvironment wins over what the supervisor sets; only the proxy options are added to
   *     a {@code JDK_JAVA_OPTIONS} among it
   */
  public record Options(
      String namespace,
      String service,
      @Nullable String name,
      int port,
      Protocol protocol,
      String zone,
      Map<String, String> labels,
      List<String> command,
      RegistryEndpoint registry,
      @Nullable URI broker,
      boolean inheritOutput,
      @Nullable Path outputFile,
      Duration readyTimeout,
      Duration drain,
      Duration grace,
      Map<String, String> extraEnvironment) {

    public static final Duration DEFAULT_READY_TIMEOUT = Duration.ofSeconds(60);
    public static final Duration DEFAULT_DRAIN = Duration.ofMillis(300);

    /**
     * @throws IllegalArgumentException naming the value that cannot be and what can
     */
    public Options {
      labels = Map.copyOf(labels);
      command = List.copyOf(command);
      extraEnvironment = Map.copyOf(extraEnvironment);
      Registration.require(Names.isLabel(namespace), "namespace", namespace, Names.LABEL_RULE);
      Registration.require(Names.isLabel(service), "service", service, Names.LABEL_RULE);
      Registration.require(
          name == null || Names.isSubdomain(name), "name", name + "", Names.SUBDOMAIN_RULE);
      Registration.require(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
      Registration.require(!command.isEmpty(), "command", "", "a program and its words");
    }

    /** The same for another life of the program. */
    Options again(String givenName, int givenPort) {
      return new Options(
          namespace,
          service,
          givenName,
          givenPort,
          protocol,
          zone,
          labels,
          command,
          registry,
          broker,
          inheritOutput,
          outputFile,
          readyTimeout,
          drain,
          grace,
          extraEnvironment);
    }
  }

  private final Options options;
  private final Readiness readiness;
  private final SupervisorListener listener;
  private final Clock clock;
  private final LaunchedProgram program;
  private final Process process;
  private final List<String> addresses;
  private final RegistryClient registry;
  private final long startNanos;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();

  private Clock.@Nullable Timer polling;
  private @Nullable RegisteredRoutee registered;
  private boolean ending;
  private boolean saidNotReady;

  private Supervisor(
      Options options,
      RegistryClient registry,
      List<String> addresses,
      LaunchedProgram program,
      Readiness readiness,
      SupervisorListener listener,
      Clock clock) {
    this.options = options;
    this.registry = registry;
    this.addresses = addresses;
    this.program = program;
    this.process = program.process();
    this.readiness = readiness;
    this.listener = listener;
    this.clock = clock;
    this.startNanos = clock.nanos();
  }

  /**
   * Starts the program; returns when it runs, without waiting for it to become ready.
   *
   * @throws CommandNotFoundException if there is no such program or it cannot be executed
   * @throws PortInUseException if something listens on the port already
   */
  public static Supervisor start(
      Options options, Readiness readiness, Clock clock, SupervisorListener listener)
      throws CommandNotFoundException {
    // Whatever can fail comes before the launch: a program without its supervisor would be lost.
    var registry = new RegistryClient(options.registry());
    List<String> addresses = AdvertisedAddress.candidates(options.registry().uri());
    LaunchedProgram program = LaunchedProgram.launch(options);
    var supervisor =
        new Supervisor(options, registry, addresses, program, readiness, listener, clock);
    supervisor.begin();
    return supervisor;
  }

  private void begin() {
    listener.started(process.pid(), port());
    synchronized (this) {
      polling = clock.every(POLL, this::poll);
    }
    Thread.ofVirtual().name("weft-supervisor").start(this::awaitProcess);
  }

  /** The port that the program is told to listen on. */
  public int port() {
    return program.port();
  }

  /** The name that the routee is registered under. */
  public String name() {
    return program.name();
  }

  /** The program's process id. */
  public long pid() {
    return process.pid();
  }

  private void poll() {
    for (String address : addresses) {
      if (readiness.ready(address, port())) {
        register(address);
        return;
      }
    }
    Duration waited = Duration.ofNanos(clock.nanos() - startNanos);
    if (!saidNotReady && waited.compareTo(options.readyTimeout()) >= 0) {
      saidNotReady = true;
      List<String> listening = ListeningSockets.of(process.toHandle());
      listener.notReady(addresses.getFirst(), port(), waited, listening);
    }
  }

  private synchronized void register(String address) {
    if (ending || registered != null) {
      return;
    }
    var registration =
        new Registration(
            options.namespace(),
            name(),
            options.service(),
            address,
            port(),
            options.protocol(),
            options.zone(),
            USUAL_WEIGHT,
            options.labels(),
            LEASE,
            ThisHost.process(process.pid()));
    registered = RegisteredRoutee.start(registry, registration, clock, listener);
    stopPolling();
  }

  private synchronized void stopPolling() {
    if (polling != null) {
      polling.cancel();
    }
  }

  private void awaitProcess() {
    int code = process.onExit().join().exitValue();
    Duration ran = Duration.ofNanos(clock.nanos() - startNanos);
    boolean wasReady = deregister();
    try {
      listener.exited(code, ran, wasReady);
    } finally {
      exit.complete(code);
    }
  }

  /** Registers no more and takes back what was; returns whether something was. */
  private boolean deregister() {
    RegisteredRoutee ours;
    synchronized (this) {
      ending = true;
      stopPolling();
      ours = registered;
    }
    if (ours == null) {
      return false;
    }
    ours.close();
    return true;
  }

  /**
   * Waits until the program has ended and is deregistered.
   *
   * @return its exit code; 128 and the signal's number where a signal ended it
   */
  public int awaitExit() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the program's end cannot be awaited", e.getCause());
    }
  }

  /**
   * Ends the program in order: deregisters it, waits for the drain time, sends SIGTERM and after
   * the grace period SIGKILL, also to what the program started and left behind. Blocks until all is
   * done; a second caller waits for the first. Interrupted, it kills at once.
   *
   * @return the program's exit code, as {@link #awaitExit} gives it
   */
  public int stop() {
    try {
      if (!stopping.compareAndSet(false, true)) {
        stopped.await();
        return exit.join();
      }
      if (deregister()) {
        boolean _ = process.waitFor(options.drain().toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      if (ProcessTree.end(process, options.grace())) {
        listener.killed(options.grace());
      }
      return exit.join();
    } finally {
      stopped.countDown();
    }
  }
}
