package dev.weft.probe.process;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteeProcess;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.observe.ProcessUse;
import dev.weft.model.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Samples, every two seconds, what the processes of routees on this host use, and reports it with
 * what is nearly used up. A process that is gone is left out.
 */
public final class ProcessWatch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final int MOST = 1_000;

  private record Known(RouteeProcess process, Sample last, Saturation saturation) {}

  private final ProcFiles files;
  private final Supplier<Snapshot> mesh;
  private final String host;
  private final Consumer<List<ProcessUse>> reports;
  private final Clock clock;
  private final Clock.Timer timer;

  // Used by one run of the timer at a time.
  private Snapshot seen = Snapshot.EMPTY;
  private Map<RouteeId, RouteeProcess> here = Map.of();
  private Map<RouteeId, Known> known = Map.of();

  private ProcessWatch(
      ProcFiles files,
      Supplier<Snapshot> mesh,
      String host,
      Consumer<List<ProcessUse>> reports,
      Clock clock) {
    this.files = files;
    this.mesh = mesh;
    this.host = host;
    this.reports = reports;
    this.clock = clock;
    timer = clock.every(PERIOD, this::look);
  }

  /**
   * Starts.
   *
   * @param mesh whose routees
   * @param host of those whose processes are looked at; empty for none
   * @param reports gets what was seen; called on the clock's threads
   */
  public static ProcessWatch start(
      Supplier<Snapshot> mesh, String host, Consumer<List<ProcessUse>> reports, Clock clock) {
    var files = new ProcFiles(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    return new ProcessWatch(files, mesh, host, reports, clock);
  }

  static ProcessWatch start(
      ProcFiles files,
      Supplier<Snapshot> mesh,
      String host,
      Consumer<List<ProcessUse>> reports,
      Clock clock) {
    return new ProcessWatch(files, mesh, host, reports, clock);
  }

  private void look() {
    follow(mesh.get());
    var next = new HashMap<RouteeId, Known>();
    var uses = new ArrayList<ProcessUse>();
    here.forEach((routee, process) ->
        files
            .sample(process.pid(), clock.nanos())
            .ifPresent(sample -> {
              Known before = before(routee, process, sample);
              Saturation saturation = before.saturation.next(before.last, sample);
              next.put(routee, new Known(process, sample, saturation));
              uses.add(use(routee, process.pid(), before.last, sample, saturation.sentence()));
            }));
    known = next;
    if (!uses.isEmpty()) {
      reports.accept(uses);
    }
  }

  /** What was known of the same process; as much as nothing where it is another. */
  private Known before(RouteeId routee, RouteeProcess process, Sample sample) {
    @Nullable Known before = known.get(routee);
    return before != null
            && before.process.equals(process)
            && before.last.startedTicks() == sample.startedTicks()
        ? before
        : new Known(process, sample, Saturation.NONE);
  }

  @SuppressWarnings("ReferenceEquality") // the same object while nothing changes
  private void follow(Snapshot snapshot) {
    if (snapshot == seen) {
      return;
    }
    seen = snapshot;
    var found = new HashMap<RouteeId, RouteeProcess>();
    snapshot
        .services()
        .values()
        .forEach(service ->
            service
                .routees()
                .forEach(routee -> {
                  @Nullable RouteeProcess process = routee.process();
                  if (process != null
                      && !host.isEmpty()
                      && process.host().equals(host)
                      && found.size() < MOST) {
                    found.put(routee.id(), process);
                  }
                }));
    here = found;
  }

  private static ProcessUse use(
      RouteeId routee, int pid, Sample last, Sample now, String saturated) {
    return new ProcessUse(
        routee,
        pid,
        now.coresSince(last),
        now.rssBytes(),
        now.threads(),
        now.openFiles(),
        now.mostOpenFiles(),
        now.memoryBytes(),
        now.mostMemoryBytes(),
        now.throttledSince(last),
        now.heapBytes(),
        now.collectingSince(last),
        saturated.isEmpty() ? null : saturated);
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
