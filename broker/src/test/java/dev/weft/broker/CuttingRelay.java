package dev.weft.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Passes the records of TLS 1.2 on until the server sends its close_notify: instead of it comes the
 * end of TCP, as somebody on the way could make it. (In TLS 1.3 an alert looks like data.)
 */
final class CuttingRelay implements AutoCloseable {
  private static final int HEADER = 5;
  private static final byte ALERT = 21;

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  CuttingRelay(int target) throws IOException {
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              relay(server.accept(), new Socket(InetAddress.getLoopbackAddress(), target));
            } catch (IOException e) {
              return; // closed
            }
          }
        });
  }

  int port() {
    return server.getLocalPort();
  }

  private static void relay(Socket caller, Socket target) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            caller.getInputStream().transferTo(target.getOutputStream());
          } catch (IOException e) {
            // the other direction ends both
          }
        });
    Thread.ofVirtual()
        .start(() -> {
          try (caller;
              target) {
            byte[] record = readRecord(target);
            while (record.length > 0 && record[0] != ALERT) {
              caller.getOutputStream().write(record);
              record = readRecord(target);
            }
          } catch (IOException e) {
            // the test sees what became of it
          }
        });
  }

  private static byte[] readRecord(Socket from) throws IOException {
    byte[] header = from.getInputStream().readNBytes(HEADER);
    if (header.length < HEADER) {
      return new byte[0];
    }
    int length = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
    byte[] body = from.getInputStream().readNBytes(length);
    byte[] record = new byte[HEADER + body.length];
    System.arraycopy(header, 0, record, 0, HEADER);
    System.arraycopy(body, 0, record, HEADER, body.length);
    return record;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
