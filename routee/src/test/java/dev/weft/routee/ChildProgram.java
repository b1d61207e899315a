package dev.weft.routee;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the tests supervise: listens on a port and accepts for ever. Arguments: the port, and a file
 * that is made when SIGTERM arrives.
 */
final class ChildProgram {
  private ChildProgram() {}

  public static void main(String[] arguments) throws IOException {
    Path onTerm = Path.of(arguments[1]);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  try {
                    Files.createFile(onTerm);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
    try (var server =
        new ServerSocket(Integer.parseInt(arguments[0]), 50, InetAddress.ofLiteral("127.0.0.1"))) {
      while (true) {
        server.accept().close();
      }
    }
  }
}
