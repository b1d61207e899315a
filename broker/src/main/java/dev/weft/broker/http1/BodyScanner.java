package dev.weft.broker.http1;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.HeadPool;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Malformed;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds a body's bytes and its end: by length, in chunks (RFC 9112, section 7.1) or until the
 * connection closes. Chunk extensions are checked and left out; trailers that would say something
 * about framing, routing or who is calling are dropped (RFC 9110, section 6.5.1). One per
 * connection and direction.
 */
final class BodyScanner {
  /** What comes next in the buffer. */
  enum Step {
    /** Nothing until more bytes come. */
    MORE,
    /** {@link #available} bytes of the body, to be taken before the next step. */
    DATA,
    /** Nothing more of this body. */
    END,
    MALFORMED
  }

  private enum State {
    NONE,
    LENGTH,
    UNTIL_CLOSE,
    CHUNK,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILERS_OR_END,
    END_LF,
    TRAILERS
  }

  private static final Known[] NO_TRAILERS = {
    Known.AUTHORIZATION,
    Known.CONNECTION,
    Known.CONTENT_LENGTH,
    Known.CONTENT_TYPE,
    Known.COOKIE,
    Known.EXPECT,
    Known.FORWARDED,
    Known.HOST,
    Known.KEEP_ALIVE,
    Known.PROXY_AUTHENTICATE,
    Known.PROXY_AUTHORIZATION,
    Known.PROXY_CONNECTION,
    Known.SET_COOKIE,
    Known.TE,
    Known.TRAILER,
    Known.TRANSFER_ENCODING,
    Known.UPGRADE,
    Known.VIA,
    Known.X_FORWARDED_FOR,
    Known.X_FORWARDED_HOST,
    Known.X_FORWARDED_PORT,
    Known.X_FORWARDED_PROTO
  };

  private final HeadPool heads;
  private final ChunkLine chunkLine = new ChunkLine();
  private final HeadScanner trailerScanner = new HeadScanner();
  private State state = State.NONE;
  private long left;
  private int available;
  private @Nullable Head trailers;
  private @Nullable Malformed malformed;

  BodyScanner(HeadPool heads) {
    this.heads = heads;
  }

  /** Begins a body of known length, chunked if that is unknown. */
  void begin(long length) {
    forget();
    if (length == Head.UNKNOWN_LENGTH) {
      state = State.CHUNK;
      chunkLine.begin();
    } else {
      left = length;
      state = length == 0 ? State.NONE : State.LENGTH;
    }
  }

  /** Begins a body that ends when the connection is closed, or a tunnel's bytes. */
  void beginUntilClose() {
    forget();
    state = State.UNTIL_CLOSE;
  }

  /** Whether the body is whole, or there is none. */
  boolean ended() {
    return state == State.NONE;
  }

  /** Whether the connection's close ends the body. */
  boolean untilClose() {
    return state == State.UNTIL_CLOSE;
  }

  /** Whether so many bytes would complete the body. */
  boolean completedBy(int bytes) {
    return state == State.NONE || (state == State.LENGTH && left <= bytes);
  }

  int available() {
    return available;
  }

  /** After the end: null if there were none. Until {@link #forget} or the next body. */
  @Nullable Head trailers() {
    return trailers;
  }

  Malformed malformed() {
    return Objects.requireNonNull(malformed, "refused");
  }

  /** Gives back what it holds. */
  void forget() {
    if (trailers != null) {
      heads.give(trailers);
      trailers = null;
    }
    malformed = null;
    state = State.NONE;
  }

  /** Looks at what is in the buffer; takes framing from it, but no data. */
  Step step(ByteBuf in) {
    while (true) {
      if (state == State.NONE) {
        return Step.END;
      }
      if (!in.isReadable()) {
        return Step.MORE;
      }
      switch (state) {
        case NONE -> throw new AssertionError("seen above");
        case LENGTH, DATA -> {
          return data(in);
        }
        case UNTIL_CLOSE -> {
          available = in.readableBytes();
          return Step.DATA;
        }
        case CHUNK -> {
          ChunkLine.Result line = chunkLine.scan(in);
          if (line == ChunkLine.Result.MALFORMED) {
            return refuse(chunkLine.offence());
          }
          if (line == ChunkLine.Result.WHOLE) {
            left = chunkLine.size();
            state = left == 0 ? State.TRAILERS_OR_END : State.DATA;
          }
        }
        case DATA_CR -> {
          if (in.readByte() != '\r') {
            return refuse("chunk data that no CRLF follows");
          }
          state = State.DATA_LF;
        }
        case DATA_LF -> {
          if (in.readByte() != '\n') {
            return refuse("chunk data that no CRLF follows");
          }
          state = State.CHUNK;
          chunkLine.next();
        }
        case TRAILERS_OR_END -> {
          if (in.getByte(in.readerIndex()) == '\r') {
            in.skipBytes(1);
            state = State.END_LF;
          } else {
            trailers = heads.take();
            trailerScanner.begin(HeadScanner.Kind.TRAILERS, trailers);
            state = State.TRAILERS;
          }
        }
        case END_LF -> {
          if (in.readByte() != '\n') {
            return refuse("a CR that no LF follows, after the last chunk");
          }
          state = State.NONE;
        }
        case TRAILERS -> {
          HeadScanner.Result result = trailerScanner.scan(in);
          if (result == HeadScanner.Result.MALFORMED) {
            state = State.NONE;
            malformed = trailerScanner.malformed();
            return Step.MALFORMED;
          }
          if (result == HeadScanner.Result.WHOLE) {
            strip(Objects.requireNonNull(trailers, "scanned"));
            state = State.NONE;
          }
        }
      }
    }
  }

  private Step data(ByteBuf in) {
    available = (int) Math.min(left, in.readableBytes());
    left -= available;
    if (left == 0) {
      state = state == State.DATA ? State.DATA_CR : State.NONE;
    }
    return Step.DATA;
  }

  private Step refuse(String detail) {
    state = State.NONE;
    malformed = Malformed.of(detail);
    return Step.MALFORMED;
  }

  private static void strip(Head trailers) {
    for (Known name : NO_TRAILERS) {
      trailers.drop(name);
    }
  }
}
