package dev.weft.registry.store;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which logs and snapshots a folder holds. Log n goes on where log n − 1 ended; snapshot n holds
 * what all logs before log n come to, and makes them superfluous.
 */
record StoreFiles(TreeSet<Long> snapshots, TreeSet<Long> logs, List<String> unfinished) {
  private static final String UNFINISHED = ".new";
  private static final Pattern NAME = Pattern.compile("registry-(\\d{6,18})\\.(log|snapshot)");

  static StoreFiles in(Disk disk) throws IOException {
    List<String> names = disk.names();
    var files = new StoreFiles(new TreeSet<>(), new TreeSet<>(), unfinished(names));
    for (String name : names) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        boolean log = matcher.group(2).equals("log");
        (log ? files.logs : files.snapshots).add(Long.parseLong(matcher.group(1)));
      }
    }
    return files;
  }

  /** Files that never got their name: what they were to become was not needed yet. */
  private static List<String> unfinished(Collection<String> names) {
    return names.stream()
        .filter(name -> name.endsWith(UNFINISHED))
        .filter(name -> NAME.matcher(withoutUnfinished(name)).matches())
        .toList();
  }

  private static String withoutUnfinished(String name) {
    return name.substring(0, name.length() - UNFINISHED.length());
  }

  static String log(long number) {
    return "registry-%06d.log".formatted(number);
  }

  static String snapshot(long number) {
    return "registry-%06d.snapshot".formatted(number);
  }

  static String unfinished(String name) {
    return name + UNFINISHED;
  }

  boolean isEmpty() {
    return snapshots.isEmpty() && logs.isEmpty();
  }

  /** Of the newest snapshot, or 0. */
  long base() {
    return snapshots.isEmpty() ? 0 : snapshots.last();
  }

  /** The highest number in use, or 0. */
  long last() {
    return Math.max(base(), logs.isEmpty() ? 0 : logs.last());
  }

  /** Removes every file that a snapshot has made superfluous. */
  static void deleteBefore(Disk disk, long base) throws IOException {
    StoreFiles files = in(disk);
    for (long number : files.logs.headSet(base)) {
      disk.delete(log(number));
    }
    for (long number : files.snapshots.headSet(base)) {
      disk.delete(snapshot(number));
    }
  }
}
