package dev.weft.probe;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Calls {@code grpc.health.v1.Health/Check} over HTTP/2 with prior knowledge (RFC 9113 section 3.3)
 * and passes on SERVING. One call on one connection needs little of HTTP/2: headers go out as
 * literals, and of what comes in only the message counts. Headers of the answer are not decoded: a
 * server that has no health service, or does not know the name, ends the stream without a message.
 */
final class GrpcHealth {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PING_BYTES = 8;
  private static final int MAX_FRAME_BYTES = 16_384;

  /** An answer is a few bytes; a peer that sends more than so many frames is not one of these. */
  private static final int MAX_FRAMES = 100;

  private static final int MAX_MESSAGE_BYTES = 1024;
  private static final int SERVING = 1;

  private GrpcHealth() {}

  static CheckResult check(String service, String host, int port, Deadline deadline) {
    String subject = service.isEmpty() ? "grpc health" : "grpc health of " + service;
    boolean connected = false;
    try (Socket socket = Connection.open(host, port, deadline)) {
      connected = true;
      String authority = Connection.hostAndPort(host, port);
      socket.getOutputStream().write(request(service, authority));
      int status = readStatus(socket);
      return deadline.answered(status == SERVING, subject, word(status));
    } catch (SocketTimeoutException e) {
      return deadline.timedOut(subject, connected ? "no answer" : "no connection");
    } catch (EOFException e) {
      return deadline.failed(subject, "closed without an answer");
    } catch (IOException e) {
      return deadline.failed(subject, Connection.reason(e));
    }
  }

  private static String word(int status) {
    return switch (status) {
      case 0 -> "UNKNOWN";
      case SERVING -> "SERVING";
      case 2 -> "NOT_SERVING";
      case 3 -> "SERVICE_UNKNOWN";
      default -> "status " + status;
    };
  }

  /** Preface, SETTINGS, HEADERS and DATA in one write. */
  private static byte[] request(String service, String authority) throws IOException {
    var headers = new ByteArrayOutputStream();
    literal(headers, ":method", "POST");
    literal(headers, ":scheme", "http");
    literal(headers, ":path", "/grpc.health.v1.Health/Check");
    literal(headers, ":authority", authority);
    literal(headers, "content-type", "application/grpc");
    literal(headers, "te", "trailers");
    literal(headers, "user-agent", "weft-probe");
    var out = new ByteArrayOutputStream();
    out.write(PREFACE);
    frame(out, SETTINGS, 0, 0, new byte[0]);
    frame(out, HEADERS, END_HEADERS, 1, headers.toByteArray());
    frame(out, DATA, END_STREAM, 1, message(service));
    return out.toByteArray();
  }

  /** A header that is neither compressed nor remembered (RFC 7541 section 6.2.2). */
  private static void literal(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    text(out, name);
    text(out, value);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length < 127) {
      out.write(bytes.length);
    } else {
      out.write(127); // then the rest in sevens (RFC 7541 section 5.1)
      varint(out, bytes.length - 127);
    }
    out.writeBytes(bytes);
  }

  private static void varint(ByteArrayOutputStream out, int number) {
    int rest = number;
    while (rest >= 128) {
      out.write((rest & 127) | 128);
      rest >>>= 7;
    }
    out.write(rest);
  }

  /** A gRPC message, not compressed, with HealthCheckRequest: field 1, the service. */
  private static byte[] message(String service) {
    var body = new ByteArrayOutputStream();
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    if (name.length > 0) {
      body.write((1 << 3) | 2);
      varint(body, name.length);
      body.writeBytes(name);
    }
    var message = new ByteArrayOutputStream();
    message.write(0);
    for (int shift = 24; shift >= 0; shift -= 8) {
      message.write(body.size() >>> shift);
    }
    message.writeBytes(body.toByteArray());
    return message.toByteArray();
  }

  private static void frame(OutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    int length = payload.length;
    byte[] head = {
      (byte) (length >>> 16),
      (byte) (length >>> 8),
      (byte) length,
      (byte) type,
      (byte) flags,
      0,
      0,
      0,
      (byte) stream
    };
    out.write(head);
    out.write(payload);
  }

  private static int readStatus(Socket socket) throws IOException {
    var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    var message = new ByteArrayOutputStream();
    for (int frames = 0; frames < MAX_FRAMES; frames++) {
      int lengthAndType = in.readInt();
      int length = lengthAndType >>> 8;
      int type = lengthAndType & 0xff;
      int flags = in.readUnsignedByte();
      int stream = in.readInt() & 0x7fff_ffff;
      boolean misshapen = length > MAX_FRAME_BYTES || (type == PING && length != PING_BYTES);
      if (misshapen || (frames == 0 && type != SETTINGS)) {
        throw new IOException("the answer is not HTTP/2");
      }
      byte[] payload = in.readNBytes(length);
      if (payload.length < length || type == GOAWAY || (type == RST_STREAM && stream == 1)) {
        throw new IOException("closed without an answer");
      }
      if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
        frame(socket.getOutputStream(), type, ACK, 0, type == PING ? payload : new byte[0]);
      }
      if (stream == 1 && type == DATA) {
        message.writeBytes(withoutPadding(payload, flags));
      }
      boolean ended = stream == 1 && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
      if (ended || isWhole(message.toByteArray())) {
        return status(message.toByteArray());
      }
      if (message.size() > MAX_MESSAGE_BYTES) {
        break;
      }
    }
    throw new IOException("the answer is not one of a health service");
  }

  private static byte[] withoutPadding(byte[] payload, int flags) throws IOException {
    if ((flags & PADDED) == 0) {
      return payload;
    }
    int padding = payload.length == 0 ? 0 : payload[0] & 0xff;
    if (padding >= payload.length) {
      throw new IOException("the answer is not HTTP/2");
    }
    return Arrays.copyOfRange(payload, 1, payload.length - padding);
  }

  private static boolean isWhole(byte[] message) {
    if (message.length < 5) {
      return false;
    }
    long length = Integer.toUnsignedLong(ByteBuffer.wrap(message).getInt(1));
    return message.length >= 5 + length;
  }

  /** HealthCheckResponse: field 1, an enum; without it 0. */
  private static int status(byte[] message) throws IOException {
    if (message.length == 0) {
      throw new IOException("no such health service");
    }
    if (!isWhole(message) || message[0] != 0) {
      throw new IOException("the answer is not one of a health service");
    }
    for (int i = 5; i + 1 < message.length; i += 2) {
      if (message[i] == 1 << 3) {
        return message[i + 1];
      }
    }
    return 0;
  }
}
