package dev.weft.routee;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.resource.Names;
import dev.weft.model.time.Clock;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
      URI registry,
      @Nullable URI broker,
      boolean inheritOutput,
      @Nullable Path outputFile,
      Duration readyTimeout,
      Duration drain,
      Duration grace,
      Map<String, String> extraEnvironment) {

    public static final Duration DEFAULT_READY_TIMEOUT = Duration.ofSeconds(60);
    public static final Duration DEFAULT_DRAIN = Duration.ofMillis(300);
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

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
  }

  private final Options options;
  private final Readiness readiness;
  private final SupervisorListener listener;
  private final Clock clock;
  private final Process process;
  private final int port;
  private final String name;
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
      Readiness readiness,
      SupervisorListener listener,
      Clock clock,
      Process process,
      int port,
      String name) {
    this.options = options;
    this.readiness = readiness;
    this.listener = listener;
    this.clock = clock;
    this.process = process;
    this.port = port;
    this.name = name;
    this.addresses = AdvertisedAddress.candidates(options.registry());
    this.registry = new RegistryClient(options.registry());
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
    int port = options.port();
    if (port == 0) {
      port = Ports.free(new Random());
    } else {
      Ports.requireFree(port);
    }
    String name = options.name() != null ? options.name() : RouteeNames.of(options, port);
    Process process = launch(options, port, name);
    var supervisor = new Supervisor(options, readiness, listener, clock, process, port, name);
    supervisor.begin();
    return supervisor;
  }

  private static Process launch(Options options, int port, String name)
      throws CommandNotFoundException {
    var builder = new ProcessBuilder(options.command());
    Map<String, String> environment = builder.environment();
    String program = options.command().getFirst();
    CommandLookup.requireProgram(program, environment.getOrDefault("PATH", "/usr/bin:/bin"));
    environment.putAll(
        ChildEnvironment.additions(
            environment,
            port,
            options.service(),
            name,
            options.broker(),
            options.extraEnvironment()));
    redirect(builder, options);
    try {
      return builder.start();
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      throw new CommandNotFoundException(true, program + ": " + why);
    }
  }

  private static void redirect(ProcessBuilder builder, Options options) {
    if (options.inheritOutput()) {
      builder.inheritIO();
      return;
    }
    Path file = options.outputFile();
    builder.redirectInput(nothing());
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        file == null
            ? ProcessBuilder.Redirect.DISCARD
            : ProcessBuilder.Redirect.appendTo(file.toFile()));
  }

  private static ProcessBuilder.Redirect nothing() {
    boolean windows = File.separatorChar == '\\';
    return ProcessBuilder.Redirect.from(new File(windows ? "NUL" : "/dev/null"));
  }

  private void begin() {
    listener.started(process.pid(), port);
    synchronized (this) {
      polling = clock.every(POLL, this::poll);
    }
    Thread.ofVirtual().name("weft-supervisor").start(this::awaitProcess);
  }

  /** The port that the program is told to listen on. */
  public int port() {
    return port;
  }

  /** The name that the routee is registered under. */
  public String name() {
    return name;
  }

  /** The program's process id. */
  public long pid() {
    return process.pid();
  }

  private void poll() {
    for (String address : addresses) {
      if (readiness.ready(address, port)) {
        register(address);
        return;
      }
    }
    Duration waited = Duration.ofNanos(clock.nanos() - startNanos);
    if (!saidNotReady && waited.compareTo(options.readyTimeout()) >= 0) {
      saidNotReady = true;
      List<String> listening = ListeningSockets.of(process.toHandle());
      listener.notReady(addresses.getFirst(), port, waited, listening);
    }
  }

  private synchronized void register(String address) {
    if (ending || registered != null) {
      return;
    }
    var registration =
        new Registration(
            options.namespace(),
            name,
            options.service(),
            address,
            port,
            options.protocol(),
            options.zone(),
            USUAL_WEIGHT,
            options.labels(),
            LEASE);
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
    listener.exited(code, ran, wasReady);
    exit.complete(code);
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
