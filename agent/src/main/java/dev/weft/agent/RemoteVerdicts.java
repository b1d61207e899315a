package dev.weft.agent;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.VerdictSink;
import dev.weft.model.time.Clock;
import dev.weft.routee.RegistryEndpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Carries an agent's verdicts to the registry, all that wait in one request. One that cannot be
 * delivered waits and is tried again; of two on one routee the newer wins.
 *
 * <p>Safe for use by any thread; {@link #report} never blocks.
 */
public final class RemoteVerdicts implements VerdictSink, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RemoteVerdicts.class.getName());
  private static final int MOST_AT_ONCE = 500;

  private final Map<RouteeId, Verdict> waiting = new LinkedHashMap<>();
  private final RegistryCalls calls;
  private final String path;
  private final Backoff backoff;
  private final Pause pause;
  private final Thread thread =
      Thread.ofVirtual().name("weft-remote-verdicts").unstarted(this::run);
  private volatile boolean closed;
  private boolean failing;

  RemoteVerdicts(RegistryEndpoint registry, String agent, Clock clock, RandomGenerator random) {
    this.calls = new RegistryCalls(registry);
    this.path = "/apis/weft.dev/v1/agents/" + agent + "/verdicts";
    this.backoff = new Backoff(random);
    this.pause = new Pause(clock);
  }

  /**
   * Starts; the registry is called when there is something to say.
   *
   * @param agent the agent's name
   */
  public static RemoteVerdicts start(RegistryEndpoint registry, String agent, Clock clock) {
    var verdicts = new RemoteVerdicts(registry, agent, clock, new Random());
    verdicts.begin();
    return verdicts;
  }

  void begin() {
    thread.start();
  }

  @Override
  public void report(RouteeId routee, Verdict verdict) {
    synchronized (waiting) {
      waiting.put(routee, verdict);
    }
    if (!failing()) {
      pause.wake();
    }
  }

  private boolean failing() {
    synchronized (waiting) {
      return failing;
    }
  }

  private void run() {
    while (!closed) {
      Map<RouteeId, Verdict> batch = take();
      if (batch.isEmpty()) {
        pause.await();
      } else {
        send(batch);
      }
    }
  }

  private Map<RouteeId, Verdict> take() {
    synchronized (waiting) {
      var batch = new LinkedHashMap<RouteeId, Verdict>();
      var all = waiting.entrySet().iterator();
      while (all.hasNext() && batch.size() < MOST_AT_ONCE) {
        var entry = all.next();
        batch.put(entry.getKey(), entry.getValue());
        all.remove();
      }
      return batch;
    }
  }

  private void send(Map<RouteeId, Verdict> batch) {
    try {
      calls.put(path, Map.of("verdicts", trees(batch)));
      delivered();
    } catch (AnswerException e) {
      if (e.forGood()) {
        LOG.log(
            System.Logger.Level.ERROR,
            "the registry takes none of " + batch.size() + " verdicts: " + e.getMessage());
      } else {
        keep(batch, e);
      }
    } catch (IOException e) {
      keep(batch, e);
    }
  }

  private static List<Object> trees(Map<RouteeId, Verdict> batch) {
    var trees = new ArrayList<Object>();
    batch.forEach((routee, verdict) -> {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("namespace", routee.namespace());
      tree.put("name", routee.name());
      tree.put("verdict", verdict.state().toString());
      tree.put("evidence", verdict.evidence());
      tree.put("since", verdict.since().toString());
      trees.add(tree);
    });
    return trees;
  }

  private void delivered() {
    backoff.reset();
    synchronized (waiting) {
      if (failing) {
        failing = false;
        LOG.log(System.Logger.Level.INFO, "verdicts reach the registry again");
      }
    }
  }

  /** Puts a batch back, but not over newer verdicts, and waits. */
  private void keep(Map<RouteeId, Verdict> batch, IOException e) {
    synchronized (waiting) {
      batch.forEach(waiting::putIfAbsent);
      if (!failing && !closed) {
        failing = true;
        LOG.log(
            System.Logger.Level.WARNING,
            "verdicts do not reach the registry and wait: " + e.getMessage());
      }
    }
    if (!closed) {
      pause.await(backoff.next());
    }
  }

  /** How many verdicts wait. */
  public int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  @Override
  public void close() {
    closed = true;
    pause.wake();
    thread.interrupt();
  }
}
