package dev.weft.probe;

import dev.weft.model.mesh.Addresses;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens a connection within a deadline, the look-up of the name included. */
final class Connection {
  /**
   * The resolver knows no timeout and blocks in native code, where it would hold up a carrier of
   * virtual threads. Four threads bound what a name server that hangs can cost.
   */
  private static final ExecutorService LOOK_UPS = lookUps();

  private Connection() {}

  private static ExecutorService lookUps() {
    var threads =
        new ThreadPoolExecutor(
            4,
            4,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("weft-probe-lookup-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** What it returns reads until the deadline and no longer, however often a byte comes. */
  static TimedSocket open(String host, int port, Deadline deadline) throws IOException {
    InetAddress address = resolve(host, deadline);
    var socket = new TimedSocket(deadline);
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(address, port), deadline.remainingMillis());
      refuseOwnEcho(socket);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Where nothing listens on a port of the ephemeral range, the kernel may pick that same port for
   * our end and connect the socket to itself. The reset frees the port at once, so that the routee
   * can still bind it.
   */
  private static void refuseOwnEcho(Socket socket) throws IOException {
    if (socket.getLocalPort() == socket.getPort()
        && socket.getLocalAddress().equals(socket.getInetAddress())) {
      socket.setSoLinger(true, 0);
      throw new ConnectException("Connection refused");
    }
  }

  private static InetAddress resolve(String host, Deadline deadline) throws IOException {
    if (Addresses.isIp(host)) {
      return InetAddress.ofLiteral(host);
    }
    Future<InetAddress> lookUp = LOOK_UPS.submit(() -> InetAddress.getByName(host));
    try {
      return lookUp.get(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      var unknown = new UnknownHostException(host);
      unknown.initCause(e.getCause());
      throw unknown;
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("look-up of " + host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      lookUp.cancel(false);
    }
  }

  /** Why a connection failed, in words that stay the same from one failure to the next. */
  static String reason(IOException failure) {
    String message = failure.getMessage();
    if (failure instanceof UnknownHostException) {
      return "unknown host " + message;
    }
    if (message == null) {
      return failure.getClass().getSimpleName();
    }
    String first = message.lines().findFirst().orElse("");
    return first.isEmpty() ? first : Character.toLowerCase(first.charAt(0)) + first.substring(1);
  }

  static String hostAndPort(String host, int port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
