package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy.HttpCheck;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * Asks for a path by HTTP/1.1, with TLS or without, and passes on a status of the range that the
 * policy names. Only the status line (RFC 9112 section 4) counts: what follows cannot change the
 * result. It is read where that makes the connection fit for the next check.
 *
 * @param address of the routee
 * @param context for TLS, of all checks of the routee
 */
record HttpGet(HttpCheck check, String address, int port, TlsContext context) implements Question {
  private static final int MAX_STATUS_LINE_BYTES = 1024;

  /** The length of {@code HTTP/1.1 200}, which a reason phrase may follow or not. */
  private static final int STATUS_END = 12;

  @Override
  public String subject() {
    return "GET " + check.path();
  }

  @Override
  public boolean keepAlive() {
    return check.keepAlive();
  }

  @Override
  public Dialogue on(TimedSocket socket) {
    return new Exchange(socket);
  }

  private byte[] request() {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.put(
        "Host", check.host().isEmpty() ? Connection.hostAndPort(address, port) : check.host());
    headers.put("User-Agent", "weft-probe");
    headers.put("Accept", "*/*");
    headers.putAll(check.headers());
    headers.put("Connection", check.keepAlive() ? "keep-alive" : "close");
    var head = new StringBuilder("GET ").append(check.path()).append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
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

  /** One connection, with TLS from the first request on where the policy asks for it. */
  private final class Exchange implements Dialogue {
    private final TimedSocket plain;
    private Socket socket;
    private boolean begun;
    private boolean heard;
    private InputStream in = InputStream.nullInputStream();
    private String statusLine = "";

    Exchange(TimedSocket plain) {
      this.plain = plain;
      this.socket = plain;
    }

    @Override
    public Answer ask(Deadline deadline) throws IOException {
      heard = false;
      plain.readUntil(deadline);
      if (!begun && check.tls()) {
        socket = context.over(plain, check, address);
      }
      begun = true;
      socket.getOutputStream().write(request());
      in = new BufferedInputStream(socket.getInputStream(), MAX_STATUS_LINE_BYTES);
      in.mark(1);
      if (in.read() < 0) {
        throw new EOFException();
      }
      heard = true;
      in.reset();
      statusLine = AnswerLines.read(in, MAX_STATUS_LINE_BYTES);
      int status = status(statusLine);
      return status < 0
          ? new Answer(false, "the answer is not HTTP")
          : new Answer(status >= check.from() && status <= check.to(), Integer.toString(status));
    }

    @Override
    public boolean heard() {
      return heard;
    }

    @Override
    public boolean lasts(Deadline deadline) {
      plain.readUntil(deadline.within(PATIENCE));
      try {
        return statusLine.startsWith("HTTP/1.1")
            && AnswerRest.isRead(in, status(statusLine))
            && in.available() == 0;
      } catch (IOException e) {
        return false; // no reason to fail: the next check opens a connection
      }
    }

    @Override
    public void close() throws IOException {
      plain.close();
    }
  }
}
