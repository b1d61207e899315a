package dev.weft.model.observe;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToLongFunction;

/**
 * What this process uses, under the names that Prometheus's own clients give to it. Safe for use by
 * any thread; each figure is read when it is asked for.
 */
public final class ProcessFigures {
  private static final String RESIDENT = "VmRSS:";

  private ProcessFigures() {}

  /**
   * One figure.
   *
   * @param counter whether it only rises
   */
  public record Figure(String name, String help, boolean counter, DoubleSupplier value) {}

  /** All of them. */
  public static List<Figure> all() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    var runtime = ManagementFactory.getRuntimeMXBean();
    var threads = ManagementFactory.getThreadMXBean();
    return List.of(
        new Figure("process_cpu_seconds_total", "CPU time used.", true, () -> cpuSeconds()),
        new Figure(
            "process_resident_memory_bytes",
            "Memory in use (Linux).",
            false,
            () -> residentBytes()),
        new Figure("process_open_fds", "Files and sockets open.", false, () -> openFiles()),
        new Figure(
            "process_start_time_seconds",
            "When it started, since 1970.",
            false,
            () -> runtime.getStartTime() / 1e3),
        new Figure(
            "jvm_memory_heap_used_bytes",
            "Heap in use.",
            false,
            () -> memory.getHeapMemoryUsage().getUsed()),
        new Figure(
            "jvm_memory_nonheap_used_bytes",
            "Memory of classes and code.",
            false,
            () -> memory.getNonHeapMemoryUsage().getUsed()),
        new Figure(
            "jvm_gc_collections_total",
            "Collections of garbage.",
            true,
            () -> collectors(GarbageCollectorMXBean::getCollectionCount)),
        new Figure(
            "jvm_gc_collection_seconds_total",
            "Time spent on them.",
            true,
            () -> collectors(GarbageCollectorMXBean::getCollectionTime) / 1e3),
        new Figure(
            "jvm_threads_current", "Platform threads.", false, () -> threads.getThreadCount()));
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : 0;
  }

  private static double openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getOpenFileDescriptorCount()
        : 0;
  }

  private static double residentBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(RESIDENT)) {
          String kilobytes = line.substring(RESIDENT.length()).replace("kB", "").strip();
          return 1024.0 * Long.parseLong(kilobytes);
        }
      }
      return 0;
    } catch (IOException | NumberFormatException e) {
      return 0; // no Linux
    }
  }

  private static double collectors(ToLongFunction<GarbageCollectorMXBean> what) {
    return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(what).sum();
  }
}
