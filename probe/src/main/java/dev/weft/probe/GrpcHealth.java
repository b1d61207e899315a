package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy.GrpcCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Calls {@code grpc.health.v1.Health/Check} over HTTP/2 with prior knowledge (RFC 9113 section 3.3)
 * and passes on SERVING. Headers go out as literals, so that no call depends on the one before.
 *
 * @param address of the routee
 */
record GrpcHealth(GrpcCheck check, String address, int port) implements Question {
  static final int FIRST_STREAM = 1;

  @Override
  public String subject() {
    return check.service().isEmpty() ? "grpc health" : "grpc health of " + check.service();
  }

  @Override
  public boolean keepAlive() {
    return check.keepAlive();
  }

  @Override
  public Dialogue on(TimedSocket socket) {
    return new GrpcCalls(this, socket);
  }

  /** HEADERS and DATA in one write, the first time after the preface and SETTINGS. */
  byte[] request(int stream) throws IOException {
    var headers = new ByteArrayOutputStream();
    Http2Frame.literal(headers, ":method", "POST");
    Http2Frame.literal(headers, ":scheme", "http");
    Http2Frame.literal(headers, ":path", "/grpc.health.v1.Health/Check");
    Http2Frame.literal(headers, ":authority", Connection.hostAndPort(address, port));
    Http2Frame.literal(headers, "content-type", "application/grpc");
    Http2Frame.literal(headers, "te", "trailers");
    Http2Frame.literal(headers, "user-agent", "weft-probe");
    var out = new ByteArrayOutputStream();
    if (stream == FIRST_STREAM) {
      out.write(Http2Frame.PREFACE);
      Http2Frame.write(out, Http2Frame.SETTINGS, 0, 0);
    }
    Http2Frame.write(
        out, Http2Frame.HEADERS, Http2Frame.END_HEADERS, stream, headers.toByteArray());
    Http2Frame.write(out, Http2Frame.DATA, Http2Frame.END_STREAM, stream, message(check.service()));
    return out.toByteArray();
  }

  /** A gRPC message, not compressed, with HealthCheckRequest: field 1, the service. */
  private static byte[] message(String service) {
    var body = new ByteArrayOutputStream();
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    if (name.length > 0) {
      body.write((1 << 3) | 2);
      Http2Frame.varint(body, name.length);
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
}
