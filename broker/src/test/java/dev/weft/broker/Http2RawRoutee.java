package dev.weft.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A routee that speaks HTTP/2 frame by frame; one virtual thread per connection. */
final class Http2RawRoutee implements AutoCloseable {
  /** What it does with a connection: frames are read and written by it alone. */
  interface Conduct {
    void serve(Http2Wire wire) throws IOException;
  }

  /** What it does with a request's fields. */
  interface Answering {
    void answer(Http2Wire wire, int stream, List<String> fields) throws IOException;
  }

  private final ServerSocket server;
  private final Conduct conduct;
  private final int settingsId;
  private final int settingsValue;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();

  Http2RawRoutee(Conduct conduct) throws IOException {
    this(0, 0, conduct);
  }

  Http2RawRoutee(int port, Conduct conduct) throws IOException {
    this(port, 0, 0, conduct);
  }

  /**
   * @param settingsId a setting of its own, 0 for none
   */
  Http2RawRoutee(int settingsId, int settingsValue, Conduct conduct) throws IOException {
    this(0, settingsId, settingsValue, conduct);
  }

  private Http2RawRoutee(int port, int settingsId, int settingsValue, Conduct conduct)
      throws IOException {
    this(
        new ServerSocket(port, 1024, InetAddress.getLoopbackAddress()),
        settingsId,
        settingsValue,
        conduct);
  }

  Http2RawRoutee(ServerSocket server, int settingsId, int settingsValue, Conduct conduct) {
    this.server = server;
    this.settingsId = settingsId;
    this.settingsValue = settingsValue;
    this.conduct = conduct;
    Thread.ofVirtual().start(this::accept);
  }

  /** Does something with each request's HEADERS. */
  static Http2RawRoutee answering(Answering answering) throws IOException {
    return new Http2RawRoutee(wire -> eachRequest(wire, answering));
  }

  static void eachRequest(Http2Wire wire, Answering answering) throws IOException {
    while (true) {
      Http2Wire.Frame frame = wire.read();
      if (frame.type() == Http2Wire.HEADERS) {
        answering.answer(wire, frame.stream(), wire.fields(frame));
      }
    }
  }

  int port() {
    return server.getLocalPort();
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
      conduct.serve(new Http2Wire(socket).accepted(settingsId, settingsValue));
    } catch (IOException e) {
      // the broker has closed, which the test sees at the other end
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
