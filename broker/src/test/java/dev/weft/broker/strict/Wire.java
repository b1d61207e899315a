package dev.weft.broker.strict;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A caller's connection to the broker: bytes out, answers in. */
final class Wire implements AutoCloseable {
  /** One answer. */
  record Answer(int status, String head, String body) {
    /** The first value of that name, or nothing. */
    String value(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "";
    }
  }

  private static final int PATIENCE_MILLIS = 4_000;
  private final Socket socket;
  private final InputStream in;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends; a broker that has refused already and closed is no mistake. */
  void send(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException e) {
      // Refused before everything was sent: the answer is there to be read.
    }
  }

  /** The next final answer; null where the connection is closed instead. */
  @Nullable Answer answer(boolean toHead) throws IOException {
    while (true) {
      String head = head();
      if (head.isEmpty()) {
        return null;
      }
      var bare = new Answer(Integer.parseInt(head.substring(9, 12)), head, "");
      if (bare.status() < 200 && bare.status() != 101) {
        continue;
      }
      return new Answer(bare.status(), head, toHead ? "" : body(bare));
    }
  }

  private String body(Answer bare) throws IOException {
    if (bare.status() == 204 || bare.status() == 304 || bare.status() == 101) {
      return "";
    }
    String length = bare.value("content-length");
    if (!length.isEmpty()) {
      byte[] body = in.readNBytes(Integer.parseInt(length));
      if (body.length < Integer.parseInt(length)) {
        throw new IOException("cut in the body");
      }
      return new String(body, StandardCharsets.ISO_8859_1);
    }
    if (!bare.value("transfer-encoding").equals("chunked")) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
    var body = new StringBuilder();
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      byte[] chunk = in.readNBytes(size);
      if (chunk.length < size) {
        throw new IOException("cut in a chunk");
      }
      body.append(new String(chunk, StandardCharsets.ISO_8859_1));
      line();
    }
    for (String line = line(); !line.isEmpty(); line = line()) {
      body.append('|').append(line);
    }
    return body.toString();
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("cut in a line");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private String head() throws IOException {
    var head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = read();
      if (next < 0) {
        if (!head.isEmpty()) {
          throw new IOException("cut in a head");
        }
        return "";
      }
      head.append((char) next);
    }
    return head.substring(0, head.length() - 4);
  }

  private int read() throws IOException {
    try {
      return in.read();
    } catch (SocketException e) {
      return -1; // reset: closed all the same
    }
  }

  /** Whether the broker closes, rather than saying or waiting for more. */
  boolean closed() throws IOException {
    return read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
