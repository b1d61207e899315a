package dev.weft.probe.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a process uses from {@code /proc} (proc(5)) and from control groups of version 2 (the
 * kernel's {@code admin-guide/cgroup-v2}). What may not be read counts as not limited and not used.
 */
final class ProcFiles {
  private static final int MOST_PROCESSES = 64;

  /** Fields of {@code stat} behind the name in brackets, from 0 on. */
  private static final int STATE = 0;

  private static final int USER_TICKS = 11;
  private static final int KERNEL_TICKS = 12;
  private static final int THREADS = 17;
  private static final int STARTED = 19;

  private final Path proc;
  private final Path groups;

  /**
   * @param proc usually {@code /proc}
   * @param groups usually {@code /sys/fs/cgroup}
   */
  ProcFiles(Path proc, Path groups) {
    this.proc = proc;
    this.groups = groups;
  }

  /** Whether a process runs: it is there, and is not merely waiting for its parent to notice. */
  boolean runs(int pid) {
    return stat(pid).map(fields -> !fields[STATE].equals("Z")).orElse(false);
  }

  /** What a process and those that it started use; empty if it is gone. */
  Optional<Sample> sample(int pid, long nowNanos) {
    @Nullable String[] first = stat(pid).orElse(null);
    if (first == null || first[STATE].equals("Z")) {
      return Optional.empty();
    }
    long ticks = 0;
    long resident = 0;
    int threads = 0;
    long heap = 0;
    long collecting = 0;
    int open = 0;
    int most = 0;
    for (int one : family(pid)) {
      @Nullable String[] fields = stat(one).orElse(null);
      if (fields == null) {
        continue; // it has ended meanwhile
      }
      ticks += Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[KERNEL_TICKS]);
      resident += resident(one);
      threads += Integer.parseInt(fields[THREADS]);
      JvmCounters jvm = JvmCounters.of(proc, one).orElse(JvmCounters.NONE);
      heap += jvm.heapBytes();
      collecting += jvm.collectingNanos();
      int limit = mostOpenFiles(one);
      int files = openFiles(one);
      if (open == 0 || (double) files / Math.max(1, limit) > (double) open / Math.max(1, most)) {
        open = files;
        most = limit;
      }
    }
    Path group = group(pid);
    return Optional.of(
        new Sample(
            nowNanos,
            Long.parseLong(first[STARTED]),
            ticks,
            resident,
            threads,
            open,
            most,
            workingSet(group),
            number(group.resolve("memory.max")),
            keyed(group.resolve("cpu.stat"), "nr_periods"),
            keyed(group.resolve("cpu.stat"), "nr_throttled"),
            heap,
            collecting));
  }

  private Optional<String[]> stat(int pid) {
    String line = text(proc.resolve(Integer.toString(pid)).resolve("stat"));
    int name = line.lastIndexOf(')'); // the name may hold anything, brackets too
    if (name < 0) {
      return Optional.empty();
    }
    String[] fields = line.substring(name + 1).strip().split(" ", -1);
    return fields.length > STARTED ? Optional.of(fields) : Optional.empty();
  }

  /** The process and those that it and they started from their first threads. */
  private List<Integer> family(int pid) {
    var found = new ArrayList<Integer>();
    Deque<Integer> left = new ArrayDeque<>(List.of(pid));
    while (!left.isEmpty() && found.size() < MOST_PROCESSES) {
      int one = left.removeFirst();
      found.add(one);
      String children = text(proc.resolve(one + "/task/" + one + "/children"));
      for (String child : children.strip().split(" ", -1)) {
        if (!child.isEmpty()) {
          left.add(Integer.parseInt(child));
        }
      }
    }
    return found;
  }

  /** In bytes; 0 for a process that has no memory any more. */
  private long resident(int pid) {
    for (String line : text(proc.resolve(pid + "/status")).split("\n", -1)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    return 0;
  }

  private int openFiles(int pid) {
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(proc.resolve(pid + "/fd"))) {
      for (Path _ : files) {
        count++;
      }
    } catch (IOException e) {
      return 0; // another user's, or gone
    }
    return count;
  }

  private int mostOpenFiles(int pid) {
    for (String line : text(proc.resolve(pid + "/limits")).split("\n", -1)) {
      if (line.startsWith("Max open files")) {
        String soft = line.substring("Max open files".length()).strip().split(" ", -1)[0];
        return soft.equals("unlimited")
            ? 0
            : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(soft));
      }
    }
    return 0;
  }

  /** Where its control group's files are. */
  private Path group(int pid) {
    for (String line : text(proc.resolve(pid + "/cgroup")).split("\n", -1)) {
      if (line.startsWith("0::/")) {
        return groups.resolve(line.substring("0::/".length())).normalize();
      }
    }
    return groups.resolve("none");
  }

  /** As the kubelet has it: pages of files that nobody uses can be dropped at once. */
  private static long workingSet(Path group) {
    long used = number(group.resolve("memory.current"));
    return Math.max(0, used - keyed(group.resolve("memory.stat"), "inactive_file"));
  }

  /** 0 where there is none, and for {@code max}. */
  private static long number(Path file) {
    String text = text(file).strip();
    return isNumber(text) ? Long.parseLong(text) : 0;
  }

  private static long keyed(Path file, String key) {
    for (String line : text(file).split("\n", -1)) {
      if (line.startsWith(key + " ")) {
        String value = line.substring(key.length() + 1).strip();
        return isNumber(value) ? Long.parseLong(value) : 0;
      }
    }
    return 0;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Empty where it cannot be read: processes end while one looks. */
  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
