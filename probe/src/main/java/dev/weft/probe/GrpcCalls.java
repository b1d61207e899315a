package dev.weft.probe;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The calls of one connection, on its odd streams one after the other. */
final class GrpcCalls implements Dialogue {
  /** An answer is a few bytes; a peer that sends more than so many frames is not one of these. */
  private static final int MAX_FRAMES = 100;

  private static final int MAX_MESSAGE_BYTES = 1024;

  /** Far from the 65,535 that a server may send before it is told to go on. */
  private static final int MAX_RECEIVED_BYTES = 32_768;

  private static final int SERVING = 1;

  private final GrpcHealth question;
  private final TimedSocket socket;
  private DataInputStream in = new DataInputStream(InputStream.nullInputStream());
  private int stream;
  private boolean heard;
  private boolean ending;
  private int received;

  GrpcCalls(GrpcHealth question, TimedSocket socket) {
    this.question = question;
    this.socket = socket;
  }

  @Override
  public Answer ask(Deadline deadline) throws IOException {
    heard = false;
    socket.readUntil(deadline);
    if (stream == 0) {
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
    }
    stream = stream == 0 ? GrpcHealth.FIRST_STREAM : stream + 2;
    socket.getOutputStream().write(question.request(stream));
    int status = readStatus();
    return new Answer(status == SERVING, word(status));
  }

  @Override
  public boolean heard() {
    return heard;
  }

  /** What is left of the answer are its trailers, which are read with the next. */
  @Override
  public boolean lasts(Deadline deadline) {
    return !ending && received < MAX_RECEIVED_BYTES;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private int readStatus() throws IOException {
    var message = new ByteArrayOutputStream();
    for (int frames = 0; frames < MAX_FRAMES && message.size() <= MAX_MESSAGE_BYTES; frames++) {
      Http2Frame frame = Http2Frame.read(in, stream == GrpcHealth.FIRST_STREAM && frames == 0);
      boolean mine = frame.stream == stream;
      heard |= mine;
      if ((mine && frame.type == Http2Frame.RST_STREAM) || frame.refuses(stream)) {
        throw new EOFException();
      }
      note(frame);
      if (mine && frame.type == Http2Frame.DATA) {
        message.writeBytes(frame.data());
      }
      boolean speaks = frame.type == Http2Frame.DATA || frame.type == Http2Frame.HEADERS;
      boolean ended = mine && speaks && frame.has(Http2Frame.END_STREAM);
      if (ended || isWhole(message.toByteArray())) {
        return status(message.toByteArray());
      }
    }
    throw new IOException("the answer is not one of a health service");
  }

  /** What a frame means for the connection, whatever call it is about. */
  private void note(Http2Frame frame) throws IOException {
    switch (frame.type) {
      case Http2Frame.DATA -> received += frame.payload.length;
      case Http2Frame.GOAWAY -> ending = true;
      case Http2Frame.SETTINGS -> acknowledge(frame);
      case Http2Frame.PING -> acknowledge(frame, frame.payload);
      default -> {}
    }
  }

  private void acknowledge(Http2Frame frame, byte... payload) throws IOException {
    if (!frame.has(Http2Frame.ACK)) {
      Http2Frame.write(socket.getOutputStream(), frame.type, Http2Frame.ACK, 0, payload);
    }
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

  private static String word(int status) {
    return switch (status) {
      case 0 -> "UNKNOWN";
      case SERVING -> "SERVING";
      case 2 -> "NOT_SERVING";
      case 3 -> "SERVICE_UNKNOWN";
      default -> "status " + status;
    };
  }
}
