package dev.weft.broker.http1;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.HeadPool;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Text;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes heads as HTTP/1.1 text, into a loop's array and from there into a buffer. Fields that
 * stand in the head as they are to be written, which is most of them, are copied many at once.
 */
final class HeadText {
  private static final int MOST_EXTRA = 512; // start line without its parts, and fields added here
  private static final int STATUSES = 600;
  private static final byte[] VERSION = Text.ascii("HTTP/1.1 ");
  private static final byte[] VERSION_HOST = Text.ascii(" HTTP/1.1\r\nHost: ");
  private static final byte[] GET = Text.ascii("GET");
  private static final byte[] LINE_END = Text.ascii("\r\n");
  private static final byte[] COLON = Text.ascii(": ");
  private static final byte[] CHUNKED = Text.ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] LENGTH = Text.ascii("Content-Length: ");
  private static final byte[] CLOSE = Text.ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = Text.ascii("Connection: keep-alive\r\n");
  private static final byte[] TE = Text.ascii("Connection: TE\r\n");
  private static final byte[] UPGRADE = Text.ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");
  private static final byte[] KEY = Text.ascii("Sec-WebSocket-Key: ");
  private static final int KEY_BYTES = 16;
  private static final byte[][] REASONS = reasons();

  private final HeadPool heads;
  private byte[] out = {};
  private int size;

  HeadText(HeadPool heads) {
    this.heads = heads;
  }

  /** Begins a request; whole but for its body. */
  void request(Head head, OutgoingFraming framing) {
    begin(head);
    byte[] bytes = head.bytes();
    if (head.tunnel()) {
      put(GET); // where HTTP/2 has CONNECT (RFC 8441)
    } else {
      put(bytes, head.methodStart(), head.methodEnd());
    }
    out[size++] = ' ';
    put(bytes, head.pathStart(), head.pathEnd());
    put(VERSION_HOST);
    put(bytes, head.authorityStart(), head.authorityEnd());
    put(LINE_END);
    fields(head, framing);
    if (head.tunnel()) {
      put(UPGRADE);
      if (!head.has(Known.SEC_WEBSOCKET_KEY)) {
        key();
      }
    } else if (head.has(Known.TE)) {
      put(TE);
    }
    if (framing == OutgoingFraming.CHUNKED) {
      put(CHUNKED);
    } else if (head.bodyLength() > 0 && !head.has(Known.CONTENT_LENGTH)) {
      length(head.bodyLength());
    }
    put(LINE_END);
  }

  /** An interim answer, whole. */
  void interim(Head head) {
    begin(head);
    status(head, head.status());
    fields(head, OutgoingFraming.NONE);
    put(LINE_END);
  }

  /**
   * An answer's head, whole.
   *
   * @param lengthMatters whether its absence would be taken for a body until the connection closes
   */
  void answer(Head head, OutgoingFraming framing, boolean lengthMatters, Persistence persistence) {
    begin(head);
    status(head, head.tunnel() ? 101 : head.status());
    fields(head, framing);
    if (head.tunnel()) {
      put(UPGRADE);
      put(LINE_END);
      return;
    }
    if (framing == OutgoingFraming.CHUNKED) {
      put(CHUNKED);
    } else if (lengthMatters && !head.has(Known.CONTENT_LENGTH)) {
      length(Math.max(0, head.bodyLength()));
    }
    switch (persistence) {
      case CLOSES -> put(CLOSE);
      case SAYS_IT_STAYS -> put(KEEP_ALIVE);
      case STAYS -> {
        // HTTP/1.1's default
      }
    }
    put(LINE_END);
  }

  /** What Connection says to a caller. */
  enum Persistence {
    STAYS,
    SAYS_IT_STAYS,
    CLOSES
  }

  /** Trailers, with the empty line behind them. */
  void trailers(@Nullable Head head) {
    if (head == null) {
      out = heads.scratch(LINE_END.length);
      size = 0;
    } else {
      begin(head);
      fields(head, OutgoingFraming.CHUNKED);
    }
    put(LINE_END);
  }

  int size() {
    return size;
  }

  void copyTo(ByteBuf buffer) {
    buffer.writeBytes(out, 0, size);
  }

  private void begin(Head head) {
    out =
        heads.scratch(head.size() + (COLON.length + LINE_END.length) * head.fields() + MOST_EXTRA);
    size = 0;
  }

  private void status(Head head, int status) {
    put(VERSION);
    if (head.reasonEnd() > head.reasonStart() && status == head.status()) {
      digits(status);
      out[size++] = ' ';
      put(head.bytes(), head.reasonStart(), head.reasonEnd());
    } else {
      put(REASONS[status]);
    }
    put(LINE_END);
  }

  private void fields(Head head, OutgoingFraming framing) {
    byte[] bytes = head.bytes();
    boolean noLength = framing == OutgoingFraming.CHUNKED;
    int runStart = 0;
    int runEnd = 0;
    for (int i = 0; i < head.fields(); i++) {
      if (head.dropped(i) || (noLength && head.known(i) == Known.CONTENT_LENGTH)) {
        continue;
      }
      int nameStart = head.nameStart(i);
      int nameEnd = head.nameEnd(i);
      int valueStart = head.valueStart(i);
      int valueEnd = head.valueEnd(i);
      boolean asWritten =
          valueStart == nameEnd + 2
              && bytes[nameEnd + 1] == ' '
              && bytes[nameEnd] == ':'
              && valueEnd + 2 <= head.size()
              && bytes[valueEnd] == '\r'
              && bytes[valueEnd + 1] == '\n';
      if (asWritten && nameStart == runEnd) {
        runEnd = valueEnd + 2;
        continue;
      }
      put(bytes, runStart, runEnd);
      runStart = nameStart;
      runEnd = nameStart;
      if (asWritten) {
        runEnd = valueEnd + 2;
      } else {
        put(bytes, nameStart, nameEnd);
        put(COLON);
        put(bytes, valueStart, valueEnd);
        put(LINE_END);
      }
    }
    put(bytes, runStart, runEnd);
  }

  private void length(long length) {
    put(LENGTH);
    digits(length);
    put(LINE_END);
  }

  /** A key for a WebSocket that came without: from HTTP/2, which has none (RFC 8441, section 5). */
  private void key() {
    var nonce = new byte[KEY_BYTES];
    ThreadLocalRandom.current().nextBytes(nonce);
    put(KEY);
    put(Base64.getEncoder().encode(nonce));
    put(LINE_END);
  }

  private void digits(long number) {
    int end = size;
    long rest = number;
    do {
      end++;
      rest /= 10;
    } while (rest > 0);
    size = end;
    rest = number;
    do {
      out[--end] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
  }

  private void put(byte[] text) {
    System.arraycopy(text, 0, out, size, text.length);
    size += text.length;
  }

  private void put(byte[] bytes, int start, int end) {
    System.arraycopy(bytes, start, out, size, end - start);
    size += end - start;
  }

  private static byte[][] reasons() {
    var table = new byte[STATUSES][];
    for (int status = 100; status < STATUSES; status++) {
      table[status] = Text.ascii(HttpResponseStatus.valueOf(status).toString());
    }
    return table;
  }
}
