package dev.weft.broker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A routee that says byte for byte what a test wants; one virtual thread per connection. */
final class RawRoutee implements AutoCloseable {
  /** What it does with a request. */
  interface Conduct {
    /**
     * @param head the request line and headers
     * @return false to close the connection
     */
    boolean serve(String head, InputStream in, OutputStream out, Socket socket) throws IOException;
  }

  private final ServerSocket server;
  private final Conduct conduct;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  final List<String> heads = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();

  RawRoutee(Conduct conduct) throws IOException {
    this(0, conduct);
  }

  RawRoutee(int port, Conduct conduct) throws IOException {
    this(new ServerSocket(port, 1024, InetAddress.getLoopbackAddress()), conduct);
  }

  RawRoutee(ServerSocket server, Conduct conduct) {
    this.conduct = conduct;
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  static RawRoutee answering(String body) throws IOException {
    return new RawRoutee((head, in, out, socket) -> {
      skipBody(head, in);
      out.write(answer(200, body));
      return true;
    });
  }

  /** Answers everything with a status. */
  static RawRoutee status(int status) throws IOException {
    return new RawRoutee((head, in, out, socket) -> {
      skipBody(head, in);
      out.write(answer(status, "status"));
      return true;
    });
  }

  /** Reads a request, then resets. */
  static RawRoutee resetting() throws IOException {
    return new RawRoutee((head, in, out, socket) -> {
      socket.setSoLinger(true, 0);
      return false;
    });
  }

  /** A port that nothing listens on. */
  static int deadPort() throws IOException {
    try (RawRoutee gone = answering("")) {
      return gone.port();
    }
  }

  static byte[] answer(int status, String body) {
    return ("HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  static void skipBody(String head, InputStream in) throws IOException {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        in.skipNBytes(Long.parseLong(line.substring(15).strip()));
      }
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** Requests received so far. */
  int received() {
    return heads.size();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        connections.incrementAndGet();
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
      String head = readHead(in);
      while (!head.isEmpty()) {
        heads.add(head);
        if (!conduct.serve(head, in, out, socket)) {
          return;
        }
        out.flush();
        head = readHead(in);
      }
    } catch (IOException e) {
      // The other side went away, as many tests want.
    }
  }

  static String readHead(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** As kill -9 does: the listener is gone and every connection is reset. */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (SocketException e) {
        // It was closed before.
      }
    }
  }
}
