package dev.weft.registry.store;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A disk in memory that records every step, and fails on demand. */
final class SimulatedDisk implements Disk {
  /** What was done to the disk, in order. */
  sealed interface Step {
    /** A file got a name: by being made, or by being renamed from another. */
    record Name(String name, int file, String nameBefore) implements Step {}

    record Delete(String name) implements Step {}

    record ForceNames() implements Step {}

    @SuppressWarnings("ArrayRecordComponent")
    record Write(int file, int position, byte[] bytes) implements Step {}

    record Truncate(int file, int length) implements Step {}

    record Force(int file) implements Step {}

    /** The store told its caller that a write is done; null is a removal. */
    record Acknowledge(long revision, String key, String value) implements Step {}
  }

  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Integer> names = new TreeMap<>();
  private final List<byte[]> files = new ArrayList<>();
  private Predicate<String> fails = operation -> false;

  SimulatedDisk() {}

  /** A disk as a crash has left it. */
  SimulatedDisk(Map<String, byte[]> contents) {
    contents.forEach((name, bytes) -> {
      int file = make(name);
      record(new Step.Write(file, 0, bytes));
      files.set(file, bytes);
      record(new Step.Force(file));
    });
    record(new Step.ForceNames());
  }

  synchronized List<Step> steps() {
    return List.copyOf(steps);
  }

  /** Lets operations fail: "write NAME", "force NAME", "rename NAME", "names", "truncate NAME". */
  synchronized void failWhen(Predicate<String> condition) {
    fails = condition;
  }

  synchronized void record(Step step) {
    steps.add(step);
  }

  private void failIfAsked(String operation) throws IOException {
    if (fails.test(operation)) {
      throw new IOException("simulated failure of " + operation);
    }
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(names.keySet());
  }

  @Override
  public String path(String name) {
    return "disk/" + name;
  }

  @Override
  public synchronized InputStream read(String name) throws IOException {
    Integer file = names.get(name);
    if (file == null) {
      throw new FileNotFoundException(name);
    }
    return new ByteArrayInputStream(files.get(file));
  }

  @Override
  public synchronized Writable open(String name) throws IOException {
    failIfAsked("open " + name);
    Integer present = names.get(name);
    return new File(present == null ? make(name) : present);
  }

  private int make(String name) {
    int file = files.size();
    files.add(new byte[0]);
    names.put(name, file);
    record(new Step.Name(name, file, ""));
    return file;
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    failIfAsked("rename " + to);
    Integer file = names.remove(from);
    if (file == null) {
      throw new FileNotFoundException(from);
    }
    names.put(to, file);
    record(new Step.Name(to, file, from));
  }

  @Override
  public synchronized void delete(String name) {
    names.remove(name);
    record(new Step.Delete(name));
  }

  @Override
  public synchronized void forceNames() throws IOException {
    failIfAsked("names");
    record(new Step.ForceNames());
  }

  @Override
  public void close() {}

  private final class File implements Writable {
    private final int number;

    File(int number) {
      this.number = number;
    }

    /** It may have been renamed since it was opened. */
    private String name() {
      return names.entrySet().stream()
          .filter(entry -> entry.getValue() == number)
          .map(Map.Entry::getKey)
          .findAny()
          .orElse("(deleted)");
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      synchronized (SimulatedDisk.this) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        if (fails.test("write " + name())) {
          apply(new Step.Write(number, (int) position, Arrays.copyOf(bytes, bytes.length / 2)));
          throw new IOException("simulated failure of write " + name());
        }
        apply(new Step.Write(number, (int) position, bytes));
      }
    }

    private void apply(Step.Write write) {
      record(write);
      files.set(number, CrashedDisk.written(files.get(number), write.position(), write.bytes()));
    }

    @Override
    public void force() throws IOException {
      synchronized (SimulatedDisk.this) {
        failIfAsked("force " + name());
        record(new Step.Force(number));
      }
    }

    @Override
    public void truncate(long length) throws IOException {
      synchronized (SimulatedDisk.this) {
        failIfAsked("truncate " + name());
        if (length < files.get(number).length) {
          record(new Step.Truncate(number, (int) length));
          files.set(number, Arrays.copyOf(files.get(number), (int) length));
        }
      }
    }

    @Override
    public void close() {}
  }
}
