package dev.weft.probe.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.RouteeProcess;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.observe.ProcessUse;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessWatchTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final RouteeId ONE = new RouteeId("default", "orders-1");
  private static final Duration PERIOD = Duration.ofSeconds(2);

  @TempDir private Path folder;
  private final FakeClock clock = new FakeClock();
  private final List<List<ProcessUse>> reports = new ArrayList<>();

  private static Snapshot mesh(RouteeProcess... processes) {
    var routees = new ArrayList<Routee>();
    for (RouteeProcess process : processes) {
      routees.add(
          new Routee(
              new RouteeId("default", "orders-" + (routees.size() + 1)),
              ORDERS,
              "127.0.0.1",
              List.of(new RouteePort("", 1, Protocol.HTTP)),
              "",
              100,
              Map.of(),
              null,
              null,
              Verdict.UNKNOWN,
              Routee.Duty.IN_SERVICE,
              process));
    }
    var service = new Service(ORDERS, List.of());
    return new Snapshot(
        1, Map.of(ORDERS, new Snapshot.ServiceState(service, ServicePolicy.DEFAULT, routees)));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** A process with two threads, as {@code /proc} shows it. */
  private void process(int pid, int ticks, int started, int files, String children)
      throws IOException {
    write(
        "proc/" + pid + "/stat",
        pid
            + " (a (b) c) S 1 1 1 0 -1 4194560 1 0 0 0 "
            + ticks
            + " 0 0 0 20 0 2 0 "
            + started
            + " 1000000 500 0 0\n");
    write("proc/" + pid + "/status", "Name:\ta\nVmRSS:\t    2048 kB\nThreads:\t2\n");
    write("proc/" + pid + "/limits", "Limit  Soft\nMax open files            10    4096   files\n");
    write("proc/" + pid + "/cgroup", "0::/weft/" + pid + "\n");
    write("proc/" + pid + "/task/" + pid + "/children", children);
    for (int i = 0; i < files; i++) {
      write("proc/" + pid + "/fd/" + i, "");
    }
  }

  private void group(int pid, long used, String most, int throttled) throws IOException {
    String group = "cgroup/weft/" + pid + "/";
    write(group + "memory.current", used + "\n");
    write(group + "memory.max", most + "\n");
    write(group + "memory.stat", "anon 1\ninactive_file 100\n");
    write(group + "cpu.stat", "usage_usec 1\nnr_periods 20\nnr_throttled " + throttled + "\n");
  }

  private ProcessWatch watch(Snapshot mesh) {
    var files = new ProcFiles(folder.resolve("proc"), folder.resolve("cgroup"));
    return ProcessWatch.start(files, () -> mesh, "here", reports::add, clock);
  }

  @Test
  void tellsWhatAProcessAndItsChildrenUse() throws IOException {
    process(40, 100, 5, 3, "41 ");
    process(41, 100, 6, 4, "");
    group(40, 900, "max", 0);
    try (ProcessWatch watch = watch(mesh(new RouteeProcess(40, "here")))) {
      clock.advance(PERIOD);
      process(41, 200, 6, 4, "");
      clock.advance(PERIOD);
      assertThat(reports).hasSize(2);
      assertThat(reports.getLast())
          .containsExactly(new ProcessUse(ONE, 40, 0.5, 4 << 20, 4, 4, 10, 800, 0, 0, 0, 0, null));
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void saysWhatIsNearlyUsedUp() throws IOException {
    process(40, 0, 5, 10, "");
    group(40, 1100, "1024", 0);
    try (ProcessWatch watch = watch(mesh(new RouteeProcess(40, "here")))) {
      clock.advance(PERIOD);
      assertThat(reports.getLast().getFirst().saturated()).isNull();
      clock.advance(PERIOD);
      assertThat(reports.getLast().getFirst().saturated())
          .contains("memory", "it has 10 of the 10 files and sockets open");
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void looksAtNoProcessOfAnotherHostAndAtNoneThatIsGone() throws IOException {
    process(40, 0, 5, 1, "");
    try (ProcessWatch watch =
        watch(mesh(new RouteeProcess(40, "there"), new RouteeProcess(99, "here")))) {
      clock.advance(PERIOD);
      assertThat(reports).isEmpty();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void anotherProcessUnderTheSameNumberBeginsAnew() throws IOException {
    process(40, 5_000, 5, 10, "");
    try (ProcessWatch watch = watch(mesh(new RouteeProcess(40, "here")))) {
      clock.advance(PERIOD);
      process(40, 9_000, 77, 10, "");
      clock.advance(PERIOD);
      assertThat(reports.getLast().getFirst().cores()).isZero();
      assertThat(reports.getLast().getFirst().saturated()).isNull();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void readsWhatTheKernelOfThisMachineWrites() {
    var files = new ProcFiles(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    int self = (int) ProcessHandle.current().pid();
    Sample sample = files.sample(self, 0).orElseThrow();
    assertThat(sample.threads()).isGreaterThan(5);
    assertThat(sample.rssBytes()).isBetween(10L << 20, 64L << 30);
    assertThat(sample.openFiles()).isPositive();
    assertThat(sample.cpuTicks()).isPositive();
    assertThat(files.runs(self)).isTrue();
    assertThat(files.runs(1 << 30)).isFalse();
  }
}
