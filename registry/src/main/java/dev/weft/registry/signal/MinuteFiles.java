package dev.weft.registry.signal;

import dev.weft.model.mesh.ServiceName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The minutes of the last hours, in two files: when the newer one is full the older one goes. A
 * write is not synced: a loss of power costs the last moments. Used by one thread at a time.
 */
final class MinuteFiles {
  private final Path now;
  private final Path before;
  private final long mostBytes;
  private boolean torn = true; // until the last line is known to be whole

  /**
   * @param folder has to be there
   * @param mostBytes of one file
   */
  MinuteFiles(Path folder, long mostBytes) {
    now = folder.resolve("signals.tsv");
    before = folder.resolve("signals-before.tsv");
    this.mostBytes = mostBytes;
  }

  void append(List<SeriesBook.Named> minutes) throws IOException {
    var batch = new StringBuilder(torn && Files.exists(now) ? "\n" : "");
    minutes.forEach(named -> batch.append(MinuteLines.write(named)));
    byte[] bytes = batch.toString().getBytes(StandardCharsets.UTF_8);
    if (Files.exists(now) && Files.size(now) + bytes.length > mostBytes) {
      Files.move(now, before, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
    torn = true; // if this fails half-way
    Files.write(now, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    torn = false;
  }

  /** A service's minutes that began at a second or later, by series, oldest first. */
  Map<SeriesName, List<Point>> since(ServiceName service, long second) throws IOException {
    var found = new HashMap<SeriesName, List<Point>>();
    read(before, service, second, found);
    read(now, service, second, found);
    return found;
  }

  private static void read(
      Path file, ServiceName service, long since, Map<SeriesName, List<Point>> found)
      throws IOException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        var named = MinuteLines.read(line, service, since);
        if (named != null) {
          found.computeIfAbsent(named.name(), name -> new ArrayList<>()).add(named.point());
        }
      }
    } catch (NoSuchFileException e) {
      return; // there are none yet
    }
  }
}
