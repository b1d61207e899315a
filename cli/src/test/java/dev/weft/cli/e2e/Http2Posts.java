package dev.weft.cli.e2e;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** POSTs without a body to the service {@code hello}, all at once on one HTTP/2 connection. */
final class Http2Posts implements AutoCloseable {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  // Of HPACK's static table: POST, http, /, and a name that is followed by its value.
  private static final byte[] FIELDS = {
    (byte) 0x83, (byte) 0x86, (byte) 0x84, 0x01, 5, 'h', 'e', 'l', 'l', 'o'
  };
  private static final byte STATUS_200 = (byte) 0x88;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  Http2Posts(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.write(frame(SETTINGS, 0, 0, new byte[0]));
  }

  void send(int calls) throws IOException {
    var all = new ByteArrayOutputStream();
    for (int i = 0; i < calls; i++) {
      all.write(frame(HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, FIELDS));
    }
    out.write(all.toByteArray());
  }

  /** Reads as many answers; those that are not a whole 200. */
  List<String> failures(int calls) throws IOException {
    var failures = new ArrayList<String>();
    int ended = 0;
    while (ended < calls) {
      int lengthAndType = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(lengthAndType >>> 8);
      int type = lengthAndType & 0xff;
      if (type == RST_STREAM || (type == HEADERS && status(payload) != STATUS_200)) {
        failures.add("stream " + stream + ": frame " + type + " of status " + status(payload));
      }
      boolean message = type == HEADERS || type == DATA;
      if (type == RST_STREAM || (message && (flags & END_STREAM) != 0)) {
        ended++;
      }
      if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
        out.write(frame(type, ACK, 0, type == PING ? payload : new byte[0]));
      }
    }
    return failures;
  }

  /** The first field, after changes of the table's size. */
  private static byte status(byte[] payload) {
    int at = 0;
    while (at < payload.length - 1 && (payload[at] & 0xe0) == 0x20) {
      at++;
    }
    return payload[at];
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt((payload.length << 8) | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
