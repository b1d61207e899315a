package dev.weft.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * etcd's API: gRPC over HTTP/2, as little of it as one request at a time needs. A call is a stream;
 * lease renewals share one stream, as etcd's own client does it.
 */
public final class GrpcWire implements Wire {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FIRST_KEY = "/registry/routees/".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] AFTER_KEYS = "/registry/routees0".getBytes(StandardCharsets.US_ASCII);
  private static final String KV = "/etcdserverpb.KV/";
  private static final String LEASE = "/etcdserverpb.Lease/";

  private static final int FRAME_HEAD = 9;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int MAX_WINDOW = Integer.MAX_VALUE;
  private static final int DEFAULT_WINDOW = 65_535;

  /** When so much came in the windows are opened again. */
  private static final int REOPEN_AFTER = 1 << 29;

  private final HeaderBlock headers;
  private final GrpcMessages messages = new GrpcMessages();
  private int nextStream = 1;
  private int renewals;
  private int received;

  /** Answered when its first message is there rather than when the stream ends. */
  private boolean endless;

  private @Nullable Ask asked;

  /**
   * @param port for clients on 127.0.0.1
   */
  public GrpcWire(int port) {
    headers = new HeaderBlock("127.0.0.1:" + port);
  }

  @Override
  public void open(ByteBuffer out) {
    out.put(PREFACE);
    frame(SETTINGS, 0, 0, 6, out);
    out.putShort((short) INITIAL_WINDOW_SIZE).putInt(MAX_WINDOW);
    window(0, MAX_WINDOW - DEFAULT_WINDOW, out);
  }

  @Override
  public void ask(Ask ask, ByteBuffer out) {
    asked = ask;
    endless = ask instanceof Ask.Watch || ask instanceof Ask.Renew;
    messages.begin();
    switch (ask) {
      case Ask.Register put -> {
        var message = new Protobuf().bytes(1, key(put.name())).bytes(2, put.document());
        call(KV + "Put", put.lease() == 0 ? message : message.number(3, put.lease()), out);
      }
      case Ask.Grant grant ->
          call(
              LEASE + "LeaseGrant",
              new Protobuf().number(1, grant.ttlSeconds()).number(2, grant.lease()),
              out);
      case Ask.Renew renew -> {
        if (renewals == 0) {
          renewals = openStream(LEASE + "LeaseKeepAlive", out);
        }
        message(renewals, new Protobuf().number(1, renew.lease()), 0, out);
      }
      case Ask.Watch watch ->
          message(
              openStream("/etcdserverpb.Watch/Watch", out),
              new Protobuf().message(1, new Protobuf().bytes(1, FIRST_KEY).bytes(2, AFTER_KEYS)),
              0,
              out);
      case Ask.ReadAll all ->
          call(KV + "Range", new Protobuf().bytes(1, FIRST_KEY).bytes(2, AFTER_KEYS), out);
      case Ask.ReadOne one -> call(KV + "Range", new Protobuf().bytes(1, FIRST_KEY), out);
    }
  }

  private static byte[] key(String name) {
    return ("/registry/routees/default/" + name).getBytes(StandardCharsets.US_ASCII);
  }

  private void call(String path, Protobuf message, ByteBuffer out) {
    message(openStream(path, out), message, END_STREAM, out);
  }

  private int openStream(String path, ByteBuffer out) {
    int stream = nextStream;
    nextStream += 2;
    int head = out.position();
    frame(HEADERS, END_HEADERS, stream, 0, out);
    headers.write(path, out);
    out.putShort(head + 1, (short) (out.position() - head - FRAME_HEAD));
    return stream;
  }

  private static void message(int stream, Protobuf message, int flags, ByteBuffer out) {
    byte[] bytes = message.toBytes();
    frame(DATA, flags, stream, bytes.length + GrpcMessages.PREFIX, out);
    out.put((byte) 0).putInt(bytes.length).put(bytes);
  }

  private static void frame(int type, int flags, int stream, int length, ByteBuffer out) {
    out.put((byte) (length >> 16)).putShort((short) length);
    out.put((byte) type).put((byte) flags).putInt(stream);
  }

  private static void window(int stream, int increment, ByteBuffer out) {
    frame(WINDOW_UPDATE, 0, stream, 4, out);
    out.putInt(increment);
  }

  @Override
  public void read(ByteBuffer in, ByteBuffer out, Answers answers) {
    while (in.remaining() >= FRAME_HEAD) {
      int at = in.position();
      int length = (in.get(at) & 255) << 16 | (in.getShort(at + 1) & 0xFFFF);
      if (in.remaining() < FRAME_HEAD + length) {
        return;
      }
      ByteBuffer payload = in.slice(at + FRAME_HEAD, length);
      in.position(at + FRAME_HEAD + length);
      frame(in.get(at + 3), in.get(at + 4), in.getInt(at + 5), payload, out, answers);
    }
  }

  private void frame(
      int type, int flags, int stream, ByteBuffer payload, ByteBuffer out, Answers answers) {
    switch (type) {
      case DATA -> {
        received += payload.remaining();
        if (received > REOPEN_AFTER) {
          window(0, received, out);
          if (endless) {
            window(stream, received, out);
          }
          received = 0;
        }
        boolean none = messages.count() == 0;
        messages.read(payload.duplicate());
        answers.body(payload);
        if (endless && none && messages.count() > 0) {
          answers.done(!(asked instanceof Ask.Renew) || messages.endsInTtl());
        }
        ended(flags, answers);
      }
      case HEADERS, RST_STREAM -> ended(type == RST_STREAM ? END_STREAM : flags, answers);
      case SETTINGS -> {
        if ((flags & ACK) == 0) {
          frame(SETTINGS, ACK, 0, 0, out);
        }
      }
      case PING -> {
        if ((flags & ACK) == 0) {
          frame(PING, ACK, 0, payload.remaining(), out);
          out.put(payload);
        }
      }
      case GOAWAY -> throw new IllegalStateException("the server closes the connection");
      default -> {
        // Windows of the peer: what is sent here never fills one.
      }
    }
  }

  private void ended(int flags, Answers answers) {
    if ((flags & END_STREAM) == 0) {
      return;
    }
    renewals = 0;
    if (!endless || messages.count() == 0) {
      answers.done(!endless && messages.count() > 0);
    }
  }
}
