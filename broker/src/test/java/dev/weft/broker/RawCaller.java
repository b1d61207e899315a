package dev.weft.broker;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A caller that writes bytes and reads answers one by one. */
final class RawCaller implements AutoCloseable {
  /** An answer read off the wire. */
  record Answer(int status, String head, String body) {
    String header(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return "";
    }
  }

  final Socket socket;
  private final InputStream in;

  RawCaller(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  RawCaller(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(20_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  RawCaller send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  Answer read() throws IOException {
    return read(false);
  }

  /** Reads an answer; one to a HEAD has no body whatever it says. */
  Answer read(boolean toHead) throws IOException {
    String head = RawRoutee.readHead(in);
    if (head.isEmpty()) {
      throw new IOException("closed before an answer");
    }
    int status = Integer.parseInt(head.substring(9, 12));
    var bare = new Answer(status, head, "");
    String length = bare.header("content-length");
    String body = "";
    if (toHead || status < 200 || status == 204 || status == 304) {
      body = "";
    } else if (bare.header("transfer-encoding").equals("chunked")) {
      body = readChunks();
    } else if (!length.isEmpty()) {
      byte[] bytes = in.readNBytes(Integer.parseInt(length));
      if (bytes.length < Integer.parseInt(length)) {
        throw new IOException("cut off in the body");
      }
      body = new String(bytes, StandardCharsets.ISO_8859_1);
    } else {
      body = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
    return new Answer(status, head, body);
  }

  /** Whether an answer begins within the socket's timeout. */
  boolean answered() throws IOException {
    in.mark(1);
    try {
      in.read();
      in.reset();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** So many bytes as they come. */
  String take(int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  boolean closed() throws IOException {
    return in.read() < 0;
  }

  private String readChunks() throws IOException {
    var body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(readLine(), 16);
      if (size == 0) {
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
          body.append('|').append(line); // trailers
        }
        return body.toString();
      }
      byte[] chunk = in.readNBytes(size);
      if (chunk.length < size) {
        throw new IOException("cut off in a chunk");
      }
      body.append(new String(chunk, StandardCharsets.ISO_8859_1));
      readLine();
    }
  }

  private String readLine() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("cut off in a line");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
