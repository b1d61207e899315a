package dev.weft.broker.caller;

import dev.weft.model.mesh.ServiceName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which programs of this machine hold which sockets, read from {@code /proc} (Linux): a connection
 * leads to an inode, that to a process, and its environment says which service {@code weft run} has
 * started it as. Processes of other users cannot be read and are passed over. Blocks for some
 * milliseconds; safe for use by any thread.
 */
class ProcessSockets {
  private static final String SERVICE = "WEFT_SERVICE=";
  private static final String NAMESPACE = "WEFT_NAMESPACE=";
  private static final String SOCKET = "socket:[";
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;
  private static final int HEXADECIMAL = 16;

  /**
   * The ports of a connection within this machine.
   *
   * @param there the caller's
   * @param here the broker's
   */
  record Ends(int there, int here) {}

  private final Path proc;

  ProcessSockets(Path proc) {
    this.proc = proc;
  }

  static ProcessSockets ofThisMachine() {
    return new ProcessSockets(Path.of("/proc"));
  }

  /** The services of those connections that are known, as they are addressed. */
  Map<Ends, String> services(Set<Ends> wanted) {
    var inodes = new HashMap<String, Ends>();
    inodesOf(proc.resolve("net/tcp"), wanted, inodes);
    inodesOf(proc.resolve("net/tcp6"), wanted, inodes);
    var found = new HashMap<Ends, String>();
    if (inodes.isEmpty()) {
      return found;
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        serviceOf(process)
            .ifPresent(service -> collect(process.resolve("fd"), service, inodes, found));
        if (found.size() == inodes.size()) {
          break;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return found; // no Linux, or /proc is hidden
    }
    return found;
  }

  private static void inodesOf(Path table, Set<Ends> wanted, Map<String, Ends> inodes) {
    try (Stream<String> lines = Files.lines(table, StandardCharsets.US_ASCII)) {
      lines
          .skip(1)
          .forEach(line -> {
            String[] words = line.strip().split(" +", INODE + 2);
            if (words.length > INODE) {
              var ends = new Ends(port(words[LOCAL]), port(words[REMOTE]));
              if (wanted.contains(ends)) {
                inodes.put(words[INODE], ends);
              }
            }
          });
    } catch (IOException | UncheckedIOException e) {
      return; // no Linux, or no such family
    }
  }

  private static int port(String addressAndPort) {
    try {
      return Integer.parseInt(
          addressAndPort, addressAndPort.indexOf(':') + 1, addressAndPort.length(), HEXADECIMAL);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static Optional<String> serviceOf(Path process) {
    String environment;
    try {
      environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return Optional.empty(); // another user's, or it has ended
    }
    String service = "";
    String namespace = ServiceName.DEFAULT_NAMESPACE;
    for (String variable : environment.split("\0", -1)) {
      if (variable.startsWith(SERVICE)) {
        service = variable.substring(SERVICE.length());
      } else if (variable.startsWith(NAMESPACE)) {
        namespace = variable.substring(NAMESPACE.length());
      }
    }
    return service.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(Claim.ofName(service + "." + namespace));
  }

  private static void collect(
      Path descriptors, String service, Map<String, Ends> inodes, Map<Ends, String> found) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : all) {
        String target = Files.readSymbolicLink(descriptor).toString();
        if (target.startsWith(SOCKET)) {
          Ends ends = inodes.get(target.substring(SOCKET.length(), target.length() - 1));
          if (ends != null) {
            found.put(ends, service);
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return; // it has ended, or closed one meanwhile: what was found stands
    }
  }
}
