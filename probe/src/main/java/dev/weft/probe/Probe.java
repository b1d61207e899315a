package dev.weft.probe;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.mesh.VerdictSink;
import dev.weft.model.time.Clock;
import dev.weft.probe.detect.Standing;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks the routees of every snapshot as their services' policies say and reports what changes.
 *
 * <p>A routee whose verdict is unknown is checked at once, and its first passing check admits it.
 * Where the registry holds a verdict already, the probe goes on from it, so that a restart of the
 * probe takes no routee out of service.
 *
 * <p>Safe for use by any thread.
 */
public final class Probe implements AutoCloseable {
  private static final int MAX_CHECKS_AT_ONCE = 64;

  /** Of a process's descriptors a part, however many routees there are. */
  private static final int MAX_KEPT_CONNECTIONS = 1000;

  private final Map<ServiceName, ServiceWatch> services = new HashMap<>();
  private final Predicate<Routee> watched;
  private final ProbeParts parts;
  private SnapshotSource.@Nullable Subscription subscription;
  private boolean closed;

  private Probe(Predicate<Routee> watched, ProbeParts parts) {
    this.watched = watched;
    this.parts = parts;
  }

  /**
   * What a probe looks at.
   *
   * @param watched which routees it checks; asked on the source's thread whenever a service changes
   * @param host whose processes it can see; empty for none
   */
  public record Options(Predicate<Routee> watched, String host) {
    /** Checks every routee, and sees no processes. */
    public static final Options ALL = new Options(_ -> true, "");
  }

  /** Starts to check every routee; the first checks begin before this returns or soon after. */
  public static Probe start(SnapshotSource source, VerdictSink sink, Clock clock) {
    return start(source, sink, clock, Options.ALL);
  }

  /** Starts as the options say. */
  public static Probe start(SnapshotSource source, VerdictSink sink, Clock clock, Options options) {
    var places = new Semaphore(MAX_KEPT_CONNECTIONS);
    var parts =
        new ProbeParts(
            routee ->
                new BlockingChecker(
                    clock, routee.id().name(), routee.process(), options.host, places),
            new Reports(sink),
            clock,
            new CheckThreads(
                work -> Thread.ofVirtual().name("weft-probe").start(work), MAX_CHECKS_AT_ONCE),
            new Random());
    return start(source, options, parts);
  }

  static Probe start(SnapshotSource source, Options options, ProbeParts parts) {
    var probe = new Probe(options.watched, parts);
    probe.follow(source);
    return probe;
  }

  /**
   * Takes how routees stand among their peers by what was seen of their calls, such as once a
   * second from {@link dev.weft.probe.detect.Outliers}. A routee that passes its checks is degraded
   * while there are findings; one that is not named has none. Never waits for a check.
   */
  public synchronized void standings(Map<RouteeId, Standing> standings) {
    services.values().forEach(watch -> watch.standings(standings));
  }

  private void follow(SnapshotSource source) {
    SnapshotSource.Subscription made = source.subscribe(this::update);
    synchronized (this) {
      subscription = made;
    }
  }

  private synchronized void update(Snapshot snapshot) {
    if (closed) {
      return;
    }
    services
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !snapshot.services().containsKey(entry.getKey());
          if (gone) {
            entry.getValue().close();
          }
          return gone;
        });
    snapshot
        .services()
        .forEach((name, state) ->
            services.computeIfAbsent(name, _ -> new ServiceWatch(watched, parts)).update(state));
  }

  /** Ends all checks; running ones are interrupted and report nothing more. Idempotent. */
  @Override
  public void close() {
    SnapshotSource.Subscription ending;
    synchronized (this) {
      closed = true;
      services.values().forEach(ServiceWatch::close);
      services.clear();
      ending = subscription;
    }
    if (ending != null) {
      ending.close();
    }
  }
}
