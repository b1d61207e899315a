package dev.weft.broker.http1;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.HeadPool;
import dev.weft.broker.message.Text;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages to a connection. Heads, small parts and what frames chunks are gathered in one
 * buffer; large parts go out as they are. Nothing is sent before {@link #flush}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class MessageWriter {
  private static final int GATHERED_BYTES = 2048;
  private static final int CHUNK_FRAME_BYTES = 20; // 16 digits and two CRLFs
  private static final byte[] HEX = Text.ascii("0123456789abcdef");
  private static final int CRLF = ('\r' << 8) | '\n';

  private final Channel channel;
  private final HeadText text;
  private @Nullable ByteBuf gathered;
  private OutgoingFraming framing = OutgoingFraming.NONE;
  private long left;

  MessageWriter(Channel channel, HeadPool heads) {
    this.channel = channel;
    text = new HeadText(heads);
  }

  /**
   * @param end whether nothing follows
   */
  void request(Head head, boolean end) {
    frame(head, end || head.tunnel());
    text.request(head, framing);
    gatherText();
  }

  void interim(Head head) {
    text.interim(head);
    gatherText();
  }

  /**
   * @param end whether nothing follows
   * @param bodyless whether there can be no body, whatever the head says of its length
   * @param http10 whether the caller knows no chunks
   * @return whether only closing can end the body
   */
  boolean answer(
      Head head, boolean end, boolean bodyless, boolean http10, HeadText.Persistence persistence) {
    frame(head, end || bodyless || head.tunnel());
    HeadText.Persistence said = persistence;
    if (http10 && framing == OutgoingFraming.CHUNKED) {
      framing = OutgoingFraming.UNTIL_CLOSE;
      said = HeadText.Persistence.CLOSES;
    }
    boolean lengthMatters = !bodyless && framing != OutgoingFraming.UNTIL_CLOSE;
    text.answer(head, framing, lengthMatters, said);
    gatherText();
    return framing == OutgoingFraming.UNTIL_CLOSE;
  }

  private void frame(Head head, boolean none) {
    left = none ? 0 : head.bodyLength();
    if (none || left == 0) {
      framing = OutgoingFraming.NONE;
    } else {
      framing = left > 0 ? OutgoingFraming.LENGTH : OutgoingFraming.CHUNKED;
    }
  }

  /**
   * Some of the body; takes over the buffer.
   *
   * @return false if that is more than the head has said
   */
  boolean data(ByteBuf part) {
    int length = part.readableBytes();
    if (length == 0 || framing == OutgoingFraming.NONE) {
      part.release();
      return length == 0;
    }
    if (framing == OutgoingFraming.LENGTH) {
      left -= length;
      if (left < 0) {
        part.release();
        return false;
      }
    }
    boolean chunked = framing == OutgoingFraming.CHUNKED;
    if (chunked) {
      hex(room(CHUNK_FRAME_BYTES), length);
    }
    put(part, length);
    if (chunked) {
      room(2).writeShort(CRLF);
    }
    return true;
  }

  /** A tunnel's bytes; takes over the buffer. */
  void raw(ByteBuf part) {
    put(part, part.readableBytes());
  }

  /**
   * Ends the body.
   *
   * @return false if the head has said that more comes
   */
  boolean end(@Nullable Head trailers) {
    if (framing == OutgoingFraming.CHUNKED) {
      ByteBuf last = room(CHUNK_FRAME_BYTES);
      last.writeByte('0').writeShort(CRLF);
      text.trailers(trailers);
      gatherText();
    }
    boolean whole = framing != OutgoingFraming.LENGTH || left == 0;
    framing = OutgoingFraming.NONE;
    return whole;
  }

  /** Whether the connection's close is what ends the body. */
  boolean untilClose() {
    return framing == OutgoingFraming.UNTIL_CLOSE;
  }

  /** An answer's whole body, with its head before it. */
  void bytes(byte[] body) {
    room(body.length).writeBytes(body);
    left = 0;
  }

  void flush() {
    writeGathered();
    channel.flush();
  }

  /** Hands what was gathered to the channel, without sending it. */
  void writeGathered() {
    @Nullable ByteBuf whole = gathered;
    if (whole != null) {
      gathered = null;
      channel.write(whole, channel.voidPromise());
    }
  }

  /** The connection is closed. */
  void forget() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  private void put(ByteBuf part, int length) {
    if (gathered != null && gathered.writableBytes() >= length + 2 && length <= GATHERED_BYTES) {
      gathered.writeBytes(part);
      part.release();
    } else {
      writeGathered();
      channel.write(part, channel.voidPromise());
    }
  }

  private void gatherText() {
    text.copyTo(room(text.size()));
  }

  private ByteBuf room(int bytes) {
    if (gathered != null && gathered.writableBytes() < bytes) {
      writeGathered();
    }
    if (gathered == null) {
      gathered = channel.alloc().directBuffer(Math.max(bytes, GATHERED_BYTES));
    }
    return gathered;
  }

  private static void hex(ByteBuf into, int number) {
    int digits = Math.max(1, (35 - Integer.numberOfLeadingZeros(number)) / 4);
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      into.writeByte(HEX[(number >>> shift) & 15]);
    }
    into.writeShort(CRLF);
  }
}
