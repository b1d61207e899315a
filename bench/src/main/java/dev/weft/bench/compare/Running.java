package dev.weft.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that was started for a measurement, with those that it started; closing kills them. */
final class Running implements AutoCloseable {
  private static final long NANOS_PER_TICK = 10_000_000;

  /** CPU time so far, in nanoseconds, to 10 ms. */
  record Cpu(long user, long system) {
    long all() {
      return user + system;
    }

    Cpu minus(Cpu before) {
      return new Cpu(user - before.user, system - before.system);
    }
  }

  private final String name;
  private final Process process;
  private final Path output;

  /**
   * Starts it.
   *
   * @param cores as taskset takes them
   */
  Running(
      String name, List<String> command, String cores, Map<String, String> environment, Path work) {
    this.name = name;
    output = work.resolve(name + ".out");
    var words = new java.util.ArrayList<>(List.of("taskset", "-c", cores));
    words.addAll(command);
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      process = builder.redirectOutput(output.toFile()).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /** What it wrote to its terminal. */
  String said() {
    return read(output);
  }

  private List<ProcessHandle> family() {
    var family = new java.util.ArrayList<>(List.of(process.toHandle()));
    process.descendants().forEach(family::add);
    return family;
  }

  /** Of all its threads, those that have ended included. */
  Cpu cpu() {
    long user = 0;
    long system = 0;
    for (ProcessHandle one : family()) {
      String stat = read(Path.of("/proc", String.valueOf(one.pid()), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      user += Long.parseLong(fields[11]) * NANOS_PER_TICK;
      system += Long.parseLong(fields[12]) * NANOS_PER_TICK;
    }
    return new Cpu(user, system);
  }

  /** Resident memory in octets. */
  long rss() {
    long octets = 0;
    for (ProcessHandle one : family()) {
      octets +=
          read(Path.of("/proc", String.valueOf(one.pid()), "status"))
              .lines()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
              .sum();
    }
    return octets;
  }

  /** Keeps all its threads on one core from now on. */
  void pin(String core) {
    for (ProcessHandle one : family()) {
      Commands.output(
          List.of("taskset", "-a", "-c", "-p", core, String.valueOf(one.pid())), Map.of());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> family = family();
    family.forEach(ProcessHandle::destroyForcibly);
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException(name + " cannot be killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
