package dev.weft.broker.strict;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A routee that keeps every byte it receives and reads requests by the letter of RFC 9112: what it
 * cannot read without doubt it keeps as an offence. Answers 200, with the target as the body.
 */
final class Recorder implements AutoCloseable {
  /** A whole request. */
  record Received(String head, String body, List<String> trailers) {
    String method() {
      return head.substring(0, head.indexOf(' '));
    }

    String target() {
      return head.split(" ", 3)[1];
    }

    List<String> lines() {
      List<String> lines = List.of(head.split("\r\n", -1));
      return lines.subList(1, lines.size());
    }

    /** The values of all lines of that name. */
    List<String> values(String name) {
      return lines().stream()
          .filter(
              line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .toList();
    }
  }

  /** The bytes are not what RFC 9112 allows a broker to send. */
  private static final class OffenceException extends IOException {
    private static final long serialVersionUID = 1;

    OffenceException(String what) {
      super(what);
    }
  }

  private final ServerSocket server;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<Received> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> heads = Collections.synchronizedList(new ArrayList<>());
  private final List<String> offences = new CopyOnWriteArrayList<>();

  Recorder() throws IOException {
    server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Forgets what came so far. */
  void clear() {
    requests.clear();
    heads.clear();
    offences.clear();
  }

  /** Whole requests, in the order in which they were whole. */
  List<Received> requests() {
    return List.copyOf(requests);
  }

  /** Heads, also of requests that were never whole. */
  List<String> heads() {
    return List.copyOf(heads);
  }

  List<String> offences() {
    return List.copyOf(offences);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (@Nullable String head = head(in); head != null; head = head(in)) {
        heads.add(head);
        var bare = new Received(head, "", List.of());
        check(bare);
        if (!bare.values("expect").isEmpty()) {
          out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        var trailers = new ArrayList<String>();
        String body = body(bare, in, trailers);
        requests.add(new Received(head, body, List.copyOf(trailers)));
        String said = bare.target();
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + said.length() + "\r\n\r\n";
        if (!bare.method().equals("HEAD")) {
          answer += said;
        }
        out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (OffenceException e) {
      offences.add(e.getMessage());
    } catch (IOException e) {
      // The broker gave the connection up, as it should after a bad body.
    }
  }

  private static void check(Received request) throws IOException {
    if (!request
        .head()
        .matches("(?s)[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~\\x80-\\xff]+ HTTP/1\\.[01]\r\n.*")) {
      throw new OffenceException("request line: " + Case.shown(request.head()));
    }
    for (String line : request.lines()) {
      if (!line.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t -~\\x80-\\xff]*")) {
        throw new OffenceException("header line: " + Case.shown(line));
      }
    }
    if (request.values("host").size() != 1) {
      throw new OffenceException("Host: " + request.values("host"));
    }
    if (request.values("content-length").size() + request.values("transfer-encoding").size() > 1) {
      throw new OffenceException("framed twice: " + Case.shown(request.head()));
    }
    for (String encoding : request.values("transfer-encoding")) {
      if (!encoding.equalsIgnoreCase("chunked")) {
        throw new OffenceException("Transfer-Encoding: " + encoding);
      }
    }
    for (String length : request.values("content-length")) {
      if (!length.matches("\\d{1,18}")) {
        throw new OffenceException("Content-Length: " + length);
      }
    }
  }

  private static @Nullable String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (true) {
      String line = line(in, head.isEmpty());
      if (line.equals(END)) {
        return null;
      }
      if (line.isEmpty()) {
        if (head.isEmpty()) {
          throw new OffenceException("an empty line before a request");
        }
        return head.toString();
      }
      head.append(head.isEmpty() ? "" : "\r\n").append(line);
    }
  }

  private static final String END = "\n";

  /** A line without its CRLF; {@link #END} where the stream ends instead and may. */
  private static String line(InputStream in, boolean mayEnd) throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0 && mayEnd && line.size() == 0) {
        return END;
      }
      if (next < 0) {
        throw new IOException("cut");
      }
      if (next == '\n') {
        throw new OffenceException("bare LF after " + line.toString(StandardCharsets.ISO_8859_1));
      }
      if (next == '\r') {
        if (in.read() != '\n') {
          throw new OffenceException("bare CR after " + line.toString(StandardCharsets.ISO_8859_1));
        }
        return line.toString(StandardCharsets.ISO_8859_1);
      }
      line.write(next);
    }
  }

  private static String body(Received head, InputStream in, List<String> trailers)
      throws IOException {
    if (!head.values("content-length").isEmpty()) {
      int length = Integer.parseInt(head.values("content-length").getFirst());
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new IOException("cut");
      }
      return new String(body, StandardCharsets.ISO_8859_1);
    }
    return head.values("transfer-encoding").isEmpty() ? "" : chunks(in, trailers);
  }

  private static String chunks(InputStream in, List<String> trailers) throws IOException {
    var body = new StringBuilder();
    while (true) {
      String size = line(in, false);
      if (!size.matches("[0-9a-fA-F]{1,15}")) {
        throw new OffenceException("chunk size: " + Case.shown(size));
      }
      int bytes = Integer.parseInt(size, 16);
      if (bytes == 0) {
        break;
      }
      body.append(new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1));
      if (!line(in, false).isEmpty()) {
        throw new OffenceException("chunk data longer than said");
      }
    }
    for (String line = line(in, false); !line.isEmpty(); line = line(in, false)) {
      trailers.add(line);
    }
    return body.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
