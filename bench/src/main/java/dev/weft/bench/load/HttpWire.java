package dev.weft.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Weft's API over HTTP/1.1 with keep-alive. */
public final class HttpWire implements Wire {
  private static final String ROUTEES = "/apis/weft.dev/v1/namespaces/default/routees";
  private static final byte[] NOTHING = {};
  private static final long WHOLE_HEAD = -1;
  private static final long CHUNK_SIZE = -2;

  private final String host;

  /** What is awaited: a head, a chunk's size, or so many octets of body. */
  private long state = WHOLE_HEAD;

  private boolean chunked;
  private boolean ok;
  private boolean watching;

  /**
   * @param port of the API on 127.0.0.1
   */
  public HttpWire(int port) {
    host = "127.0.0.1:" + port;
  }

  @Override
  public void open(ByteBuffer out) {
    // HTTP/1.1 begins with the first request.
  }

  @Override
  public void ask(Ask ask, ByteBuffer out) {
    switch (ask) {
      case Ask.Register put -> request("PUT", ROUTEES + '/' + put.name(), put.document(), out);
      case Ask.Renew renew ->
          request("PUT", ROUTEES + '/' + Ask.nameOf(renew.index()) + "/lease", NOTHING, out);
      case Ask.Watch watch -> {
        watching = true;
        request("GET", "/apis/weft.dev/v1/routees?watch=1&resourceVersion=0", NOTHING, out);
      }
      case Ask.ReadAll all -> request("GET", "/apis/weft.dev/v1/routees", NOTHING, out);
      case Ask.ReadOne one -> request("GET", "/api/v1/namespaces/default", NOTHING, out);
      case Ask.Grant grant ->
          throw new IllegalArgumentException("a lease is part of the registration here: " + grant);
    }
  }

  private void request(String method, String target, byte[] body, ByteBuffer out) {
    String head = method + ' ' + target + " HTTP/1.1\r\nHost: " + host;
    if (!method.equals("GET")) {
      head += "\r\nContent-Type: application/json\r\nContent-Length: " + body.length;
    }
    out.put((head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1)).put(body);
  }

  @Override
  public void read(ByteBuffer in, ByteBuffer out, Answers answers) {
    while (in.hasRemaining()) {
      if (state == WHOLE_HEAD) {
        int end = indexOf(in, "\r\n\r\n");
        if (end < 0) {
          return;
        }
        head(text(in, end + 4), answers);
      } else if (state == CHUNK_SIZE) {
        int end = indexOf(in, "\r\n");
        if (end < 0) {
          return;
        }
        String line = text(in, end + 2).strip();
        if (!line.isEmpty()) { // the end of the chunk before
          long size = Long.parseLong(line, 16);
          if (size == 0) {
            int trailer = indexOf(in, "\r\n");
            if (trailer < 0) {
              in.position(in.position() - end - 2);
              return;
            }
            in.position(in.position() + 2);
            finish(answers);
          } else {
            state = size;
          }
        }
      } else {
        int length = (int) Math.min(state, in.remaining());
        answers.body(in.slice(in.position(), length));
        in.position(in.position() + length);
        state -= length;
        if (state == 0) {
          if (chunked) {
            state = CHUNK_SIZE;
          } else {
            finish(answers);
          }
        }
      }
    }
  }

  private void head(String head, Answers answers) {
    String lower = head.toLowerCase(java.util.Locale.ROOT);
    ok = head.startsWith("HTTP/1.1 2");
    chunked = lower.contains("\r\ntransfer-encoding: chunked");
    if (chunked) {
      state = CHUNK_SIZE;
      if (watching) {
        answers.done(ok);
      }
      return;
    }
    int at = lower.indexOf("\r\ncontent-length:");
    if (at < 0) {
      throw new IllegalStateException("an answer without a length: " + head);
    }
    int from = at + "\r\ncontent-length:".length();
    state = Long.parseLong(head.substring(from, head.indexOf('\r', from)).strip());
    if (state == 0) {
      finish(answers);
    }
  }

  private void finish(Answers answers) {
    state = WHOLE_HEAD;
    if (!watching) {
      answers.done(ok);
    }
  }

  private static int indexOf(ByteBuffer in, String mark) {
    int last = in.limit() - mark.length();
    outer:
    for (int i = in.position(); i <= last; i++) {
      for (int j = 0; j < mark.length(); j++) {
        if (in.get(i + j) != mark.charAt(j)) {
          continue outer;
        }
      }
      return i - in.position();
    }
    return -1;
  }

  private static String text(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
