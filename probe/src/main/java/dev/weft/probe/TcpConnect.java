package dev.weft.probe;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Passes if something accepts a connection. */
final class TcpConnect {
  private TcpConnect() {}

  static CheckResult check(String host, int port, Deadline deadline) {
    String subject = "tcp " + Connection.hostAndPort(host, port);
    try (Socket _ = Connection.open(host, port, deadline)) {
      return deadline.answered(true, subject, "connected");
    } catch (SocketTimeoutException e) {
      return deadline.timedOut(subject, "no connection");
    } catch (IOException e) {
      return deadline.failed(subject, Connection.reason(e));
    }
  }
}
