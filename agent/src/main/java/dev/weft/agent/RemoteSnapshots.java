package dev.weft.agent;

import dev.weft.model.mesh.PublishedSnapshots;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.time.Clock;
import dev.weft.routee.RegistryEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The mesh of a registry on another host. It follows the registry's watch from the last revision
 * that it knows; where that is forgotten it lists anew, and publishes only what is of one moment.
 * While the registry is away the last snapshot stands, also over a restart of the agent.
 *
 * <p>Safe for use by any thread.
 */
public final class RemoteSnapshots implements SnapshotSource, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RemoteSnapshots.class.getName());

  /** A live registry says something every 15 s, if only that nothing happens. */
  private static final Duration SILENCE = Duration.ofSeconds(40);

  /** A burst of changes makes one snapshot in so much time at least. */
  private static final long BURST_NANOS = Duration.ofMillis(50).toNanos();

  private final RegistryEndpoint registry;
  private final RegistryCalls calls;
  private final Clock clock;
  private final Duration silence;
  private final Backoff backoff;
  private final Pause pause;
  private final SavedMesh saved;
  private final MirroredMesh mesh = new MirroredMesh();
  private final PublishedSnapshots published = new PublishedSnapshots();
  private final CountDownLatch first = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean inReach;
  private volatile boolean closed;
  private boolean saidLost;
  private boolean relist;

  RemoteSnapshots(
      RegistryEndpoint registry, Path file, Clock clock, Duration silence, RandomGenerator random) {
    this.registry = registry;
    this.calls = new RegistryCalls(registry);
    this.clock = clock;
    this.silence = silence;
    this.backoff = new Backoff(random);
    this.pause = new Pause(clock);
    this.saved = new SavedMesh(new LastGoodFile(file), mesh, clock);
    this.thread = Thread.ofVirtual().name("weft-remote-snapshots").unstarted(this::run);
  }

  /**
   * Starts to follow a registry; returns at once, with the last good snapshot where there is one.
   *
   * @param file where the last good snapshot is kept
   */
  public static RemoteSnapshots start(RegistryEndpoint registry, Path file, Clock clock) {
    var snapshots = new RemoteSnapshots(registry, file, clock, SILENCE, new Random());
    snapshots.begin();
    return snapshots;
  }

  void begin() {
    if (saved.load()) {
      LOG.log(
          System.Logger.Level.INFO,
          "starting with the last good snapshot, of revision " + mesh.revision());
      publish();
    }
    thread.start();
  }

  @Override
  public Snapshot current() {
    return published.current();
  }

  @Override
  public Subscription subscribe(java.util.function.Consumer<Snapshot> reader) {
    return published.subscribe(reader);
  }

  /** Whether the registry's changes arrive now; if not, the last good snapshot stands. */
  @Override
  public boolean live() {
    return inReach;
  }

  /** Waits for the first snapshot; false if there was none in time. */
  public boolean awaitFirst(Duration timeout) throws InterruptedException {
    return first.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void run() {
    while (!closed) {
      try {
        follow(); // ends in order now and then: no trouble, if the next one begins
      } catch (AnswerException e) {
        lost(String.valueOf(e.getMessage()));
        if (e.gone()) {
          relist = true;
        }
      } catch (IOException | JacksonException e) {
        lost(e.getMessage() == null ? e.toString() : e.getMessage());
      } catch (RuntimeException e) {
        // A mistake here or in a reader must not end the agent's only source.
        LOG.log(System.Logger.Level.ERROR, "following the registry failed; trying on", e);
        inReach = false;
        relist = true;
      }
      if (!closed) {
        pause.await(backoff.next());
      }
    }
  }

  /** Returns when the registry ends the watch in order, as it does after some time. */
  private void follow() throws IOException {
    String identity = identity();
    Listed listed = null;
    if (relist || mesh.revision() == 0 || !identity.equals(mesh.registry())) {
      listed = Listed.of(identity, calls);
      relist = false;
      if (listed.complete()) {
        listed.handTo(mesh);
        listed = null;
        publish();
        saved.changed();
      }
    }
    long from = listed == null ? mesh.revision() : listed.reached();
    try (InputStream in =
        calls.stream("/apis/weft.dev/v1/watch?resourceVersion=" + from, silence)) {
      read(in, listed);
    }
  }

  /**
   * The registry's default namespace is made once and never again: its uid tells registries apart.
   */
  private String identity() throws IOException {
    Map<String, Object> namespace = calls.get("/api/v1/namespaces/default");
    return String.valueOf(WatchEvent.metadata(namespace).get("uid"));
  }

  private void read(InputStream in, @Nullable Listed unfinished) throws IOException {
    var lines = new Lines(in);
    Listed listed = unfinished;
    long unpublishedSince = 0;
    boolean unpublished = false;
    for (List<byte[]> some = lines.next(); some != null && !closed; some = lines.next()) {
      for (byte[] line : some) {
        WatchEvent event = WatchEvent.parse(line);
        if (listed == null) {
          if (mesh.apply(event)) {
            saved.changed();
          }
        } else {
          listed.apply(event);
          if (listed.complete()) {
            listed.handTo(mesh);
            saved.changed();
            listed = null;
          }
        }
        if (!unpublished) {
          unpublished = true;
          unpublishedSince = clock.nanos();
        }
      }
      if (listed == null) {
        found();
        boolean more = in.available() > 0;
        if (unpublished && (!more || clock.nanos() - unpublishedSince > BURST_NANOS)) {
          unpublished = false;
          publish();
        }
      }
    }
  }

  private void publish() {
    published.publish(mesh.snapshot());
    first.countDown();
  }

  private void found() {
    backoff.reset();
    if (!inReach) {
      saidLost = false;
      inReach = true;
      LOG.log(
          System.Logger.Level.INFO,
          "following the registry at " + registry + " from revision " + mesh.revision());
    }
  }

  private void lost(String why) {
    inReach = false;
    if (closed) {
      return;
    }
    if (saidLost) {
      LOG.log(System.Logger.Level.DEBUG, "the registry at {0} is still away: {1}", registry, why);
    } else {
      saidLost = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "the registry at "
              + registry
              + " is not followed: "
              + why
              + (mesh.revision() == 0
                  ? "; there is no snapshot to serve from yet"
                  : "; the snapshot of revision " + mesh.revision() + " stands"));
    }
  }

  /** Ends the watch and saves what is not saved. Idempotent; blocks until it is done. */
  @Override
  public void close() {
    closed = true;
    pause.wake();
    thread.interrupt(); // a virtual thread's blocking read ends with its socket
    saved.close();
  }
}
