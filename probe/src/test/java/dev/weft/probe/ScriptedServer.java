package dev.weft.probe;

import dev.weft.testkit.Eventually;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Says the same to each request on each connection, and counts. */
final class ScriptedServer implements Closeable {
  private static final int PREFACE_BYTES = 24;
  private static final int DATA = 0;
  private static final int HEADERS = 1;

  private final ServerSocket listening =
      new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Integer> streams = new CopyOnWriteArrayList<>();
  private volatile String lastRequest = "";
  private volatile Script script = new Script("", false);

  private final Thread accepting;

  private record Script(String answer, boolean hangsUp) {}

  ScriptedServer() throws IOException {
    accepting = Thread.ofVirtual().start(() -> accept(this::converse));
  }

  /** Speaks gRPC health instead. */
  private ScriptedServer(int saysGoodByeAtStream) throws IOException {
    accepting =
        Thread.ofVirtual().start(() -> accept(socket -> serve(socket, saysGoodByeAtStream)));
  }

  /** A health service in good health; at the stream, if any, it says GOAWAY instead. */
  static ScriptedServer grpc(int saysGoodByeAtStream) throws IOException {
    return new ScriptedServer(saysGoodByeAtStream);
  }

  int port() {
    return listening.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** Connections that neither side has closed. */
  int open() {
    return sockets.size();
  }

  String lastRequest() {
    return lastRequest;
  }

  /** Of all gRPC calls, in their order. */
  List<Integer> streams() {
    return streams;
  }

  /** From now on. */
  void answers(String answer) {
    script = new Script(answer, false);
  }

  /** Answers and closes the connection. */
  void answersAndHangsUp(String answer) {
    script = new Script(answer, true);
  }

  void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    Eventually.so("nobody is accepted any more", () -> !accepting.isAlive());
    hangUp();
  }

  private interface Conversation {
    void with(Socket socket) throws IOException;
  }

  private void accept(Conversation conversation) {
    try {
      while (true) {
        Socket socket = listening.accept();
        socket.setTcpNoDelay(true);
        connections.incrementAndGet();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> converse(conversation, socket));
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private void converse(Conversation conversation, Socket socket) {
    try (socket) {
      conversation.with(socket);
    } catch (EOFException | SocketException e) {
      return; // the caller has hung up
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      sockets.remove(socket);
    }
  }

  private void converse(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    while (true) {
      var request = new StringBuilder();
      while (request.indexOf("\r\n\r\n") < 0) {
        request.append((char) in.readUnsignedByte());
      }
      lastRequest = request.toString();
      Script now = script;
      socket.getOutputStream().write(now.answer.getBytes(StandardCharsets.US_ASCII));
      if (now.hangsUp) {
        return;
      }
    }
  }

  private void serve(Socket socket, int saysGoodByeAtStream) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    in.readFully(new byte[PREFACE_BYTES]);
    send(socket, "000000" + "04" + "00" + "00000000");
    while (true) {
      int lengthAndType = in.readInt();
      in.readByte();
      int stream = in.readInt();
      in.readFully(new byte[lengthAndType >>> 8]);
      int type = lengthAndType & 0xff;
      if (type == HEADERS) {
        streams.add(stream);
      }
      if (type == DATA && stream == saysGoodByeAtStream) {
        send(
            socket,
            "000008" + "07" + "00" + "00000000" + "%08x".formatted(stream - 2) + "00000000");
      } else if (type == DATA) {
        String about = "%08x".formatted(stream);
        String trailers = "000001" + "01" + "05" + about + "88";
        send(socket, "000001" + "01" + "04" + about + "88");
        send(socket, "000007" + "00" + "00" + about + "00000000020801" + trailers);
      }
    }
  }

  private static void send(Socket socket, String frames) throws IOException {
    socket.getOutputStream().write(HexFormat.of().parseHex(frames));
  }
}
