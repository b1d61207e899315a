package dev.weft.registry.store;

import dev.weft.registry.store.SimulatedDisk.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a crash leaves of the steps that were taken until then. A kill leaves all of them, the last
 * perhaps half done. A loss of power leaves all that was forced, and of what was written or renamed
 * since then any part: each sector for itself, whole, torn or not at all.
 */
final class CrashedDisk {
  private static final int SECTOR = 512;

  private final Map<String, Integer> names = new TreeMap<>();
  private final Map<Integer, byte[]> files = new HashMap<>();

  private final Map<String, Integer> forcedNames = new TreeMap<>();
  private final Map<Integer, byte[]> forcedFiles = new HashMap<>();
  private final List<Step> unforcedNames = new ArrayList<>();
  private final Map<Integer, List<Step>> unforcedWrites = new HashMap<>();

  void apply(Step step) {
    applyTo(names, files, step);
    switch (step) {
      case Step.Name _, Step.Delete _ -> unforcedNames.add(step);
      case Step.ForceNames _ -> {
        forcedNames.clear();
        forcedNames.putAll(names);
        unforcedNames.clear();
      }
      case Step.Write write -> unforced(write.file()).add(step);
      case Step.Truncate truncate -> unforced(truncate.file()).add(step);
      case Step.Force(int file) -> {
        forcedFiles.put(file, files.getOrDefault(file, new byte[0]));
        unforced(file).clear();
      }
      case Step.Acknowledge _ -> {}
    }
  }

  private List<Step> unforced(int file) {
    return unforcedWrites.computeIfAbsent(file, any -> new ArrayList<>());
  }

  private static void applyTo(Map<String, Integer> names, Map<Integer, byte[]> files, Step step) {
    switch (step) {
      case Step.Name(String name, int file, String before) -> {
        names.remove(before);
        names.put(name, file);
      }
      case Step.Delete(String name) -> names.remove(name);
      case Step.Write(int file, int position, byte[] bytes) ->
          files.put(file, written(files.getOrDefault(file, new byte[0]), position, bytes));
      case Step.Truncate(int file, int length) -> {
        byte[] present = files.getOrDefault(file, new byte[0]);
        files.put(file, Arrays.copyOf(present, Math.min(length, present.length)));
      }
      case Step.Force _, Step.ForceNames _, Step.Acknowledge _ -> {}
    }
  }

  static byte[] written(byte[] file, int position, byte[] bytes) {
    byte[] after = Arrays.copyOf(file, Math.max(file.length, position + bytes.length));
    System.arraycopy(bytes, 0, after, position, bytes.length);
    return after;
  }

  /** The files after a kill now. */
  Map<String, byte[]> killed() {
    var left = new TreeMap<String, byte[]>();
    names.forEach((name, file) -> left.put(name, files.getOrDefault(file, new byte[0])));
    return left;
  }

  /** The files after a kill in the middle of a step. */
  Map<String, byte[]> killedDuring(Step.Write write, Random random) {
    byte[] part = Arrays.copyOf(write.bytes(), random.nextInt(write.bytes().length + 1));
    Map<String, byte[]> left = killed();
    names.forEach((name, file) -> {
      if (file == write.file()) {
        left.put(name, written(files.getOrDefault(file, new byte[0]), write.position(), part));
      }
    });
    return left;
  }

  /** The files after one of the losses of power that are possible now. */
  Map<String, byte[]> withoutPower(Random random) {
    double kept = random.nextInt(5) / 4.0;
    var leftNames = new TreeMap<>(forcedNames);
    var leftFiles = new HashMap<>(forcedFiles);
    for (Step step : unforcedNames) {
      if (random.nextDouble() < kept) {
        applyTo(leftNames, leftFiles, step);
      }
    }
    unforcedWrites
        .values()
        .forEach(steps -> {
          for (Step step : steps) {
            if (step instanceof Step.Write write) {
              applySome(leftFiles, write, kept, random);
            } else if (random.nextDouble() < kept) {
              applyTo(leftNames, leftFiles, step);
            }
          }
        });
    var left = new TreeMap<String, byte[]>();
    leftNames.forEach((name, file) -> left.put(name, leftFiles.getOrDefault(file, new byte[0])));
    return left;
  }

  private static void applySome(
      Map<Integer, byte[]> files, Step.Write write, double kept, Random random) {
    int end = write.position() + write.bytes().length;
    for (int from = write.position(); from < end; ) {
      int to = Math.min(end, (from / SECTOR + 1) * SECTOR);
      boolean torn = random.nextInt(50) == 0;
      if (random.nextDouble() < kept) {
        byte[] part =
            Arrays.copyOfRange(
                write.bytes(),
                from - write.position(),
                torn ? from - write.position() + random.nextInt(to - from) : to - write.position());
        byte[] present = files.getOrDefault(write.file(), new byte[0]);
        files.put(write.file(), written(present, from, part));
      }
      from = to;
    }
  }
}
