package dev.weft.routee;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Ports for programs to listen on. */
final class Ports {
  /** Below the range from which any system takes ports for outgoing connections. */
  private static final int FIRST = 20_000;

  private static final int COUNT = 10_000;
  private static final int TRIES = 200;

  private Ports() {}

  /**
   * A port that nothing listens on. Picked at random outside the ephemeral range: a port of that
   * range could be lost to an outgoing connection before the program binds it.
   */
  static int free(RandomGenerator random) {
    for (int i = 0; i < TRIES; i++) {
      int port = FIRST + random.nextInt(COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new PortInUseException(
        "no free port found from " + FIRST + " to " + (FIRST + COUNT - 1) + "; name one");
  }

  static void requireFree(int port) {
    if (!isFree(port)) {
      throw new PortInUseException(
          "port "
              + port
              + " is in use: something listens on it already; stop that or name another");
    }
  }

  private static boolean isFree(int port) {
    return canBind(new InetSocketAddress(port), port)
        && canBind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), port);
  }

  private static boolean canBind(InetSocketAddress address, int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
      return true;
    } catch (BindException e) {
      // A low port that is denied to us may be granted to the program; it will say if not.
      return port < 1024 && String.valueOf(e.getMessage()).contains("denied");
    } catch (IOException e) {
      return false;
    }
  }
}
