package dev.weft.agent;

import dev.weft.model.route.GatewayReport;
import dev.weft.model.time.Clock;
import dev.weft.routee.RegistryEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Says that an agent lives, and with it what its broker runs: one lease for all routees that it
 * covers. Renewed at about a third of its time, sooner after a failure.
 *
 * <p>When the agent ends the lease is left to run out: its routees live on, and an agent that is
 * restarted in that time finds them registered.
 */
public final class AgentLease implements AutoCloseable {
  /** After which the registry takes the agent's routees for gone. */
  public static final Duration TTL = Duration.ofSeconds(15);

  private static final System.Logger LOG = System.getLogger(AgentLease.class.getName());
  private static final int NOT_FOUND = 404;

  private final RegistryCalls calls;
  private final String path;
  private final Supplier<Report> report;
  private final RandomGenerator random;
  private final Backoff backoff;
  private final Pause pause;
  private final Thread thread = Thread.ofVirtual().name("weft-agent-lease").unstarted(this::run);
  private volatile boolean closed;
  private String lastTrouble = "";

  /**
   * What an agent tells with each renewal.
   *
   * @param revision that its broker serves
   * @param refused what its broker cannot run, with the reason
   * @param inFlight calls under way to routees that are out of service, by {@code namespace/name}
   * @param gateways how its broker listens for gateways
   */
  public record Report(
      long revision,
      List<Refused> refused,
      Map<String, Integer> inFlight,
      List<GatewayReport> gateways) {
    public Report {
      refused = List.copyOf(refused);
      inFlight = Map.copyOf(inFlight);
      gateways = List.copyOf(gateways);
    }

    /** Of an agent that listens for no gateway. */
    public Report(long revision, List<Refused> refused, Map<String, Integer> inFlight) {
      this(revision, refused, inFlight, List.of());
    }
  }

  /** A resource that a broker cannot run. */
  public record Refused(String kind, String namespace, String name, String reason) {}

  AgentLease(
      RegistryEndpoint registry,
      String agent,
      Supplier<Report> report,
      Clock clock,
      RandomGenerator random) {
    this.calls = new RegistryCalls(registry);
    this.path = "/apis/weft.dev/v1/agents/" + agent + "/lease";
    this.report = report;
    this.random = random;
    this.backoff = new Backoff(random);
    this.pause = new Pause(clock);
  }

  /**
   * Starts with a renewal at once.
   *
   * @param agent the agent's name
   * @param report asked before each renewal, on the lease's thread
   */
  public static AgentLease start(
      RegistryEndpoint registry, String agent, Supplier<Report> report, Clock clock) {
    var lease = new AgentLease(registry, agent, report, clock, new Random());
    lease.begin();
    return lease;
  }

  void begin() {
    thread.start();
  }

  boolean running() {
    return thread.isAlive();
  }

  private void run() {
    while (!closed) {
      Duration next = renew();
      if (!closed) {
        pause.await(next);
      }
    }
  }

  private Duration renew() {
    try {
      calls.put(path, tree(report.get()));
      backoff.reset();
      lastTrouble = "";
      return third();
    } catch (AnswerException e) {
      say(String.valueOf(e.getMessage()));
      return e.status() == NOT_FOUND ? third() : sooner();
    } catch (IOException e) {
      say(e.toString());
      return sooner();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the agent's report failed", e);
      return third();
    }
  }

  private Duration third() {
    return Duration.ofNanos((long) (TTL.toNanos() / 3.0 * (0.9 + 0.2 * random.nextDouble())));
  }

  private Duration sooner() {
    Duration wait = backoff.next();
    Duration third = TTL.dividedBy(3);
    return wait.compareTo(third) < 0 ? wait : third;
  }

  private void say(String trouble) {
    if (!closed && !trouble.equals(lastTrouble)) {
      lastTrouble = trouble;
      LOG.log(System.Logger.Level.WARNING, "the agent''s lease is not renewed: {0}", trouble);
    }
  }

  private static Map<String, Object> tree(Report report) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("ttlSeconds", TTL.toSeconds());
    tree.put("revision", report.revision());
    var refused = new ArrayList<Object>();
    for (Refused one : report.refused()) {
      refused.add(
          Map.of(
              "kind", one.kind(),
              "namespace", one.namespace(),
              "name", one.name(),
              "reason", one.reason()));
    }
    tree.put("refused", refused);
    tree.put("inFlight", report.inFlight());
    if (!report.gateways().isEmpty()) {
      tree.put("gateways", report.gateways().stream().map(AgentLease::tree).toList());
    }
    return tree;
  }

  private static Map<String, Object> tree(GatewayReport gateway) {
    var refused = new ArrayList<Object>();
    gateway
        .refused()
        .forEach((listener, reason) ->
            refused.add(
                Map.of(
                    "kind", listener.ownerKind().kindName(),
                    "namespace", listener.namespace(),
                    "name", listener.owner(),
                    "listener", listener.listener(),
                    "reason", reason)));
    return Map.of(
        "namespace", gateway.id().namespace(),
        "name", gateway.id().name(),
        "addresses", gateway.addresses(),
        "unusable", gateway.unusable(),
        "refused", refused);
  }

  /** Renews at once, such as when the number of calls in flight is being waited for. */
  public void renewNow() {
    pause.wake();
  }

  @Override
  public void close() {
    closed = true;
    pause.wake();
    thread.interrupt();
  }
}
