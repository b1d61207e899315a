package dev.weft.bench.fault.call;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** One keep-alive HTTP/1.1 connection; one call at a time. */
public final class Line implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private int status;
  private String routee = "";
  private String reason = "";
  private boolean last;
  private String body = "";

  /** Connects to a port on 127.0.0.1. */
  public Line(int port, Duration patience) throws IOException {
    this("127.0.0.1", port, patience);
  }

  /** Connects to a port of a host. */
  public Line(String host, int port, Duration patience) throws IOException {
    socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(InetAddress.getByName(host), port), (int) patience.toMillis());
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Calls and reads the whole answer.
   *
   * @param request with all its fields and its body
   * @throws IOException where no whole answer came
   */
  public void call(String request, Duration patience) throws IOException {
    status = 0;
    routee = "";
    reason = "";
    socket.setSoTimeout((int) patience.toMillis());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String start = line();
    if (!start.startsWith("HTTP/1.1 ")) {
      throw new EOFException(start.isEmpty() ? "closed without an answer" : start);
    }
    status = Integer.parseInt(start.substring(9, 12));
    last = false;
    int length = -1;
    boolean chunked = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String field = line.toLowerCase(Locale.ROOT);
      String value = line.substring(line.indexOf(':') + 1).strip();
      if (field.startsWith("content-length:")) {
        length = Integer.parseInt(value);
      } else if (field.startsWith("transfer-encoding:")) {
        chunked = true;
      } else if (field.startsWith("connection:")) {
        last = value.equalsIgnoreCase("close");
      } else if (field.startsWith("x-routee:")) {
        routee = value;
      } else if (field.startsWith("proxy-status:")) {
        reason = error(value);
      }
    }
    if (chunked) {
      var pieces = new StringBuilder();
      for (int piece = Integer.parseInt(line(), 16); piece > 0; ) {
        pieces.append(exactly(piece));
        line();
        piece = Integer.parseInt(line(), 16);
      }
      line();
      body = pieces.toString();
    } else if (length >= 0) {
      body = exactly(length);
    } else {
      body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      last = true;
    }
  }

  private String exactly(int octets) throws IOException {
    byte[] read = in.readNBytes(octets);
    if (read.length < octets) {
      throw new EOFException("cut in its body");
    }
    return new String(read, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException(status == 0 ? "closed without an answer" : "cut");
      }
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }

  /** Of the last answer; 0 where it has not come. */
  public int status() {
    return status;
  }

  /** Of the last answer. */
  public String body() {
    return body;
  }

  String routee() {
    return routee;
  }

  /** The error's name in a {@code Proxy-Status}. */
  private static String error(String value) {
    int from = value.indexOf("error=");
    int to = value.indexOf(';', Math.max(0, from));
    return from < 0 ? "" : value.substring(from + "error=".length(), to < 0 ? value.length() : to);
  }

  /** The error that a proxy named in an answer of its own (RFC 9209), empty if it named none. */
  String reason() {
    return reason;
  }

  /** Whether the answer said that no other will come. */
  boolean last() {
    return last;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // it is closed
    }
  }
}
