package dev.weft.broker;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One end of an HTTP/2 connection, frame by frame, which sends whatever a test wants. */
final class Http2Wire implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int ACK = 1;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** A frame off the wire. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean ends() {
      return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    }

    /** RST_STREAM's error code. */
    int error() {
      return ByteBuffer.wrap(payload).getInt();
    }

    /** GOAWAY's error code. */
    int goAwayError() {
      return ByteBuffer.wrap(payload).getInt(4);
    }
  }

  /** All that came on a stream until its end. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Message(List<List<String>> sections, byte[] body, int reset) {
    /** The first value of a field, of whichever section; empty if there is none. */
    String field(String name) {
      for (List<String> section : sections) {
        for (String line : section) {
          if (line.startsWith(name + ": ")) {
            return line.substring(name.length() + 2);
          }
        }
      }
      return "";
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder hpack = new DefaultHttp2HeadersDecoder(false);
  private int settingsId;
  private int settingsValue;

  Http2Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** A caller's connection. */
  static Http2Wire caller(int port) throws IOException {
    return caller(port, 0, 0);
  }

  /** A caller's connection with one setting of its own; 0 for none. */
  static Http2Wire caller(int port, int settingsId, int settingsValue) throws IOException {
    var wire = new Http2Wire(new Socket(InetAddress.getLoopbackAddress(), port));
    wire.settingsId = settingsId;
    wire.settingsValue = settingsValue;
    wire.socket.getOutputStream().write(PREFACE);
    wire.settings();
    return wire;
  }

  /** Reads a caller's preface, as a routee. */
  Http2Wire accepted(int newSettingsId, int newSettingsValue) throws IOException {
    in.readNBytes(PREFACE.length);
    settingsId = newSettingsId;
    settingsValue = newSettingsValue;
    settings();
    return this;
  }

  private void settings() throws IOException {
    byte[] payload =
        settingsId == 0
            ? new byte[0]
            : ByteBuffer.allocate(6).putShort((short) settingsId).putInt(settingsValue).array();
    send(SETTINGS, 0, 0, payload);
  }

  synchronized Http2Wire send(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    socket.getOutputStream().write(frame.array());
    return this;
  }

  /** Sends fields, each as {@code name: value}, as one HEADERS frame. */
  Http2Wire headers(int stream, boolean end, String... fields) throws IOException {
    return send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block(fields));
  }

  /** A GET of a service's root. */
  Http2Wire get(int stream, String service, String... more) throws IOException {
    return request(stream, true, "GET", service, "/", more);
  }

  Http2Wire request(
      int stream, boolean end, String method, String service, String path, String... more)
      throws IOException {
    var fields = new ArrayList<String>();
    fields.add(":method: " + method);
    fields.add(":scheme: http");
    fields.add(":authority: " + service);
    fields.add(":path: " + path);
    fields.addAll(List.of(more));
    return headers(stream, end, fields.toArray(String[]::new));
  }

  Http2Wire data(int stream, boolean end, String text) throws IOException {
    return send(DATA, end ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.UTF_8));
  }

  Http2Wire reset(int stream, int error) throws IOException {
    return send(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(error).array());
  }

  /** Fields as literals without indexing and without Huffman's code. */
  static byte[] block(String... fields) {
    var out = new ByteArrayOutputStream();
    for (String field : fields) {
      int colon = field.indexOf(": ", 1);
      out.write(0);
      literal(out, field.substring(0, colon));
      literal(out, field.substring(colon + 2));
    }
    return out.toByteArray();
  }

  private static void literal(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      out.write(bytes.length);
    } else {
      out.write(127);
      int rest = bytes.length - 127;
      while (rest >= 128) {
        out.write((rest & 127) | 128);
        rest >>= 7;
      }
      out.write(rest);
    }
    out.writeBytes(bytes);
  }

  /** The next frame; SETTINGS are acknowledged. */
  Frame read() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    var frame = new Frame(type, flags, stream, in.readNBytes(length));
    if (frame.payload.length < length) {
      throw new EOFException();
    }
    if (type == SETTINGS && flags == 0) {
      send(SETTINGS, ACK, 0, new byte[0]);
    }
    return frame;
  }

  /** The next frame of a type on a stream; others are passed over. */
  Frame read(int type, int stream) throws IOException {
    Frame frame = read();
    while (frame.type != type || frame.stream != stream) {
      if (frame.type == HEADERS) {
        fields(frame); // HPACK wants every section read
      }
      frame = read();
    }
    return frame;
  }

  /** The fields of a HEADERS frame. */
  List<String> fields(Frame headers) throws IOException {
    try {
      var lines = new ArrayList<String>();
      hpack
          .decodeHeaders(headers.stream, Unpooled.wrappedBuffer(headers.payload))
          .forEach(field -> lines.add(field.getKey() + ": " + field.getValue()));
      return lines;
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /** Reads a stream to its end or reset, giving window as it goes. */
  Message message(int stream) throws IOException {
    var sections = new ArrayList<List<String>>();
    var body = new ByteArrayOutputStream();
    while (true) {
      Frame frame = read();
      if (frame.type == HEADERS) {
        List<String> fields = fields(frame);
        if (frame.stream == stream) {
          sections.add(fields);
        }
      } else if (frame.type == DATA && frame.payload.length > 0) {
        byte[] update = ByteBuffer.allocate(4).putInt(frame.payload.length).array();
        send(WINDOW_UPDATE, 0, 0, update);
        if (frame.stream == stream && !frame.ends()) {
          send(WINDOW_UPDATE, 0, stream, update);
        }
      }
      if (frame.stream == stream) {
        if (frame.type == DATA) {
          body.writeBytes(frame.payload);
        }
        if (frame.type == RST_STREAM || frame.ends()) {
          int reset = frame.type == RST_STREAM ? frame.error() : -1;
          return new Message(sections, body.toByteArray(), reset);
        }
      }
    }
  }

  /** Reads until the connection is closed; returns the last GOAWAY's error, −1 if none came. */
  int untilClosed() {
    int error = -1;
    try {
      while (true) {
        Frame frame = read();
        if (frame.type == GOAWAY) {
          error = frame.goAwayError();
        }
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("still open after 20 s", e);
    } catch (IOException e) {
      return error; // closed
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
