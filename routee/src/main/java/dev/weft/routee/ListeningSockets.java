package dev.weft.routee;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a program and its descendants listen on, from Linux's {@code /proc} (see {@code proc(5)},
 * {@code /proc/net/tcp}). Says nothing on other systems or where access is denied.
 */
final class ListeningSockets {
  private static final String LISTEN = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private ListeningSockets() {}

  /** Port numbers with a note where only loopback is bound, such as {@code 127.0.0.1:8000}. */
  static List<String> of(ProcessHandle program) {
    var inodes = new HashSet<String>();
    Stream.concat(Stream.of(program), program.descendants())
        .forEach(process -> addSockets(process.pid(), inodes));
    var listening = new TreeSet<String>();
    addListening(Path.of("/proc/net/tcp"), inodes, listening);
    addListening(Path.of("/proc/net/tcp6"), inodes, listening);
    return List.copyOf(listening);
  }

  private static void addSockets(long pid, Set<String> inodes) {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
        String target = target(descriptor);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return; // another system, another user's process, or gone meanwhile: nothing is known
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed since it was listed
    }
  }

  private static void addListening(Path table, Set<String> inodes, Set<String> listening) {
    try (Stream<String> rows = Files.lines(table)) {
      rows.skip(1)
          .map(row -> row.strip().split("\\s+"))
          .filter(row -> row.length > INODE && row[STATE].equals(LISTEN))
          .filter(row -> inodes.contains(row[INODE]))
          .forEach(row -> listening.add(show(row[LOCAL_ADDRESS])));
    } catch (IOException | UncheckedIOException e) {
      return; // as above
    }
  }

  /** {@code 0100007F:1F40} as {@code 127.0.0.1:8000}, any other address as {@code port 8000}. */
  private static String show(String hex) {
    int colon = hex.lastIndexOf(':');
    int port = Integer.parseInt(hex.substring(colon + 1), 16);
    return switch (hex.substring(0, colon)) {
      case "0100007F", "0000000000000000FFFF00000100007F" -> "127.0.0.1:" + port;
      case "00000000000000000000000001000000" -> "[::1]:" + port;
      default -> "port " + port;
    };
  }
}
