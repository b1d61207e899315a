package dev.weft.broker.strict;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A routee that answers its first request with given bytes and every other with a plain 200. */
final class Scripted implements AutoCloseable {
  private static final byte[] PLAIN =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final byte[] first;
  private final boolean ends;
  private final AtomicInteger requests = new AtomicInteger();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile boolean reused;

  Scripted(String first, boolean ends) throws IOException {
    this.first = first.getBytes(StandardCharsets.ISO_8859_1);
    this.ends = ends;
    server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Whether another request came on the connection of the first. */
  boolean reused() {
    return reused;
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
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      boolean spoken = false;
      while (head(in)) {
        reused |= spoken;
        if (requests.getAndIncrement() == 0) {
          spoken = true;
          out.write(first);
          if (ends) {
            socket.shutdownOutput();
          }
        } else {
          out.write(PLAIN);
        }
      }
    } catch (IOException e) {
      // The broker went away, as it should after such an answer.
    }
  }

  private static boolean head(InputStream in) throws IOException {
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
