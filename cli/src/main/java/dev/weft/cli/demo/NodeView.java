package dev.weft.cli.demo;

import dev.weft.broker.RouteeReport;
import dev.weft.broker.eject.Degradation;
import dev.weft.broker.eject.EjectionListener;
import dev.weft.cli.node.Mesh;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.time.Clock;
import dev.weft.registry.alert.Alert;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A mesh of this process as the demo sees it. */
public final class NodeView implements MeshView {
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final Mesh mesh;
  private final Clock clock;
  private final Queue<String> news = new ConcurrentLinkedQueue<>();
  private final Set<RouteeId> out = ConcurrentHashMap.newKeySet();
  private Set<RouteeId> degraded = Set.of();
  private long lookedNanos;

  /**
   * @param mesh runs
   */
  public NodeView(Mesh mesh, Clock clock) {
    this.mesh = mesh;
    this.clock = clock;
    this.lookedNanos = clock.nanos();
    mesh.broker().onEjection(new Ear());
    mesh.registry().alerts().addSink(this::tellOfAlerts);
  }

  private void tellOfAlerts(List<Alert> changes) {
    for (Alert alert : changes) {
      String title = alert.rule().title();
      news.add(
          alert.firing()
              ? "alert %s: %s".formatted(title, alert.message())
              : "alert %s of %s is over".formatted(title, alert.subject()));
    }
  }

  /** Told on the broker's loops. */
  private final class Ear implements EjectionListener {
    @Override
    public void ejected(ServiceName service, RouteeId routee, String cause, Duration wait) {
      String next = String.format(Locale.ROOT, "%.1f s", wait.toMillis() / 1e3);
      news.add(
          out.add(routee)
              ? "broker ejected %s: %s; it gets one trial call in %s".formatted(routee, cause, next)
              : "broker: the trial call to %s failed; the next one in %s".formatted(routee, next));
    }

    @Override
    public void returned(ServiceName service, RouteeId routee) {
      out.remove(routee);
      news.add("broker: the trial call to %s went well; it gets calls again".formatted(routee));
    }
  }

  @Override
  public URI registry() {
    return mesh.registryUri();
  }

  @Override
  public URI broker() {
    return mesh.brokerUri();
  }

  @Override
  public SnapshotSource snapshots() {
    return mesh.registry().snapshots();
  }

  @Override
  public Map<RouteeId, String> ejected() {
    return mesh.broker().ejected();
  }

  @Override
  public long retries() {
    return mesh.broker().stats().retries();
  }

  @Override
  public synchronized List<String> news() {
    if (clock.nanos() - lookedNanos >= LOOK_NANOS) {
      lookedNanos = clock.nanos();
      look(mesh.broker().routees());
    }
    var told = new ArrayList<String>();
    for (String one = news.poll(); one != null; one = news.poll()) {
      told.add(one);
    }
    return told;
  }

  private void look(List<RouteeReport> reports) {
    var now = new HashSet<RouteeId>();
    var there = new HashSet<RouteeId>();
    for (RouteeReport report : reports) {
      RouteeId routee = report.routee().id();
      Degradation less = report.degraded();
      there.add(routee);
      if (less != null && less.share() < 1 && now.add(routee) && !degraded.contains(routee)) {
        news.add(
            "broker sends %s less, %d %% of a peer's calls: %s"
                .formatted(routee, Math.max(1, Math.round(less.share() * 100)), less.cause()));
      }
    }
    for (RouteeId routee : degraded) {
      if (!now.contains(routee) && there.contains(routee)) {
        news.add("broker: %s is like its peers again; it gets its full share".formatted(routee));
      }
    }
    degraded = Set.copyOf(now);
    out.retainAll(there); // who comes back under an old name begins anew
  }
}
