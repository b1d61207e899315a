package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * Asks for a path by HTTP/1.1, with TLS or without, and passes on a status of the range that the
 * policy names. Each check opens a connection: a routee that accepts none fails, whatever still
 * answers on an old one. Only the status line (RFC 9112 section 4) is read: what follows cannot
 * change the result, and an endless body costs nothing.
 */
final class HttpGet {
  private static final int MAX_STATUS_LINE_BYTES = 1024;

  /** The length of {@code HTTP/1.1 200}, which a reason phrase may follow or not. */
  private static final int STATUS_END = 12;

  private HttpGet() {}

  static CheckResult check(ProbePolicy.HttpCheck check, String host, int port, Deadline deadline) {
    String subject = "GET " + check.path();
    boolean connected = false;
    try (Socket plain = Connection.open(host, port, deadline)) {
      connected = true;
      String authority = check.host().isEmpty() ? Connection.hostAndPort(host, port) : check.host();
      Socket socket = check.tls() ? Tls.over(plain, check, host) : plain;
      socket.getOutputStream().write(request(check, authority));
      return judge(check, subject, readStatusLine(socket.getInputStream()), deadline);
    } catch (SocketTimeoutException e) {
      return deadline.timedOut(subject, connected ? "no answer" : "no connection");
    } catch (IOException e) {
      return deadline.failed(subject, Connection.reason(e));
    }
  }

  private static byte[] request(ProbePolicy.HttpCheck check, String authority) {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Host", authority);
    headers.put("User-Agent", "weft-probe");
    headers.put("Accept", "*/*");
    headers.putAll(check.headers());
    headers.put("Connection", "close");
    var head = new StringBuilder("GET ").append(check.path()).append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static CheckResult judge(
      ProbePolicy.HttpCheck check, String subject, String statusLine, Deadline deadline) {
    int status = status(statusLine);
    if (status < 0) {
      return deadline.failed(subject, "the answer is not HTTP");
    }
    boolean passed = status >= check.from() && status <= check.to();
    return deadline.answered(passed, subject, Integer.toString(status));
  }

  /** The status of a status line of HTTP/1.0 or 1.1, from 100 to 599; -1 if it is none. */
  private static int status(String line) {
    boolean shaped =
        line.length() >= STATUS_END
            && (line.startsWith("HTTP/1.1 ") || line.startsWith("HTTP/1.0 "))
            && (line.length() == STATUS_END || line.charAt(STATUS_END) == ' ');
    if (!shaped) {
      return -1;
    }
    int status = 0;
    for (int i = STATUS_END - 3; i < STATUS_END; i++) {
      char digit = line.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      status = status * 10 + (digit - '0');
    }
    return status >= 100 && status <= 599 ? status : -1;
  }

  /** One line up to its LF, without CR and LF; a longer one is cut at the limit. */
  private static String readStatusLine(InputStream in) throws IOException {
    var line = new byte[MAX_STATUS_LINE_BYTES];
    int length = 0;
    while (length < line.length) {
      int read = in.read(line, length, line.length - length);
      if (read < 0) {
        if (length == 0) {
          throw new IOException("closed without an answer");
        }
        break;
      }
      for (int i = length; i < length + read; i++) {
        if (line[i] == '\n') {
          int end = i > 0 && line[i - 1] == '\r' ? i - 1 : i;
          return new String(line, 0, end, StandardCharsets.ISO_8859_1);
        }
      }
      length += read;
    }
    return new String(line, 0, length, StandardCharsets.ISO_8859_1);
  }
}
