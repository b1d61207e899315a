package dev.weft.agent;

import dev.weft.model.observe.EventSink;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.time.Clock;
import dev.weft.routee.RegistryEndpoint;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Carries an agent's events to the registry, all that wait in one request. While the registry is
 * away a thousand wait, the oldest are lost first and counted. A batch that is sent again is known
 * by its number, so that nothing is told twice.
 *
 * <p>Safe for use by any thread; {@link #tell} never blocks.
 */
public final class RemoteEvents implements EventSink, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RemoteEvents.class.getName());
  private static final int MOST_WAITING = 1_000;
  private static final int MOST_AT_ONCE = 500;

  private final Deque<MeshEvent> waiting = new ArrayDeque<>();
  private final RegistryCalls calls;
  private final Clock clock;
  private final String agent;
  private final String path;
  private final Backoff backoff;
  private final Pause pause;
  private final String life;
  private final Thread thread = Thread.ofVirtual().name("weft-remote-events").unstarted(this::run);
  private long batches;
  private int lost; // under waiting's lock
  private volatile boolean failing;
  private volatile boolean closed;

  RemoteEvents(RegistryEndpoint registry, String agent, Clock clock, RandomGenerator random) {
    this.calls = new RegistryCalls(registry);
    this.clock = clock;
    this.agent = agent;
    this.path = "/apis/weft.dev/v1/agents/" + agent + "/events";
    this.backoff = new Backoff(random);
    this.pause = new Pause(clock);
    this.life = Long.toHexString(random.nextLong());
  }

  /**
   * Starts; the registry is called when there is something to say.
   *
   * @param agent the agent's name
   */
  public static RemoteEvents start(RegistryEndpoint registry, String agent, Clock clock) {
    var events = new RemoteEvents(registry, agent, clock, new Random());
    events.thread.start();
    return events;
  }

  @Override
  public void tell(MeshEvent event) {
    synchronized (waiting) {
      if (waiting.size() == MOST_WAITING) {
        waiting.removeFirst();
        lost++;
      }
      waiting.addLast(event);
    }
    if (!failing) { // else what happens would cut every wait short
      pause.wake();
    }
  }

  private void run() {
    while (!closed) {
      List<MeshEvent> batch = take();
      if (batch.isEmpty()) {
        pause.await();
      } else {
        deliver(batch);
      }
    }
  }

  private List<MeshEvent> take() {
    synchronized (waiting) {
      var batch = new ArrayList<MeshEvent>();
      if (lost > 0) {
        batch.add(
            new MeshEvent(
                clock.wall(),
                MeshEvent.Severity.WARNING,
                "EventsLost",
                null,
                null,
                "agent " + agent,
                lost + " events were lost while the registry could not be reached"));
        lost = 0;
      }
      while (!waiting.isEmpty() && batch.size() < MOST_AT_ONCE) {
        batch.add(waiting.removeFirst());
      }
      return batch;
    }
  }

  /** Returns when the registry has taken the batch or will never. */
  private void deliver(List<MeshEvent> batch) {
    var document =
        Map.<String, Object>of(
            "batch",
            life + "-" + ++batches,
            "events",
            batch.stream().map(RemoteEvents::tree).toList());
    while (!closed) {
      try {
        calls.put(path, document);
        backoff.reset();
        failing = false;
        return;
      } catch (AnswerException e) {
        if (e.forGood() || e.status() == 404) {
          LOG.log(
              System.Logger.Level.ERROR,
              "the registry takes none of " + batch.size() + " events: " + e.getMessage());
          failing = false;
          return;
        }
        LOG.log(System.Logger.Level.DEBUG, "events wait: {0}", e.getMessage());
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "events wait: {0}", e.getMessage());
      }
      failing = true;
      if (!closed) {
        pause.await(backoff.next());
      }
    }
  }

  private static Map<String, Object> tree(MeshEvent event) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("at", event.at().toString());
    tree.put("severity", event.severity().name());
    tree.put("reason", event.reason());
    if (event.service() != null) {
      tree.put("namespace", event.service().namespace());
      tree.put("service", event.service().name());
    }
    if (event.routee() != null) {
      tree.put("namespace", event.routee().namespace());
      tree.put("routee", event.routee().name());
    }
    tree.put("source", event.source());
    tree.put("message", event.message());
    return tree;
  }

  @Override
  public void close() {
    closed = true;
    pause.wake();
    thread.interrupt();
  }
}
