package dev.weft.control.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/** Writes heads and whole answers to a channel, unflushed. Belongs to the channel's loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class AnswerWriter {
  /** Up to this size the body goes into one buffer with its head. */
  private static final int SMALL_BYTES = 16 * 1024;

  private final Channel channel;
  private final ServerLoop loop;

  AnswerWriter(Channel channel, ServerLoop loop) {
    this.channel = channel;
    this.loop = loop;
  }

  void whole(AnswerHead head, byte[] content, RequestHead request, boolean keepAlive) {
    boolean withBody = !request.isHead();
    boolean small = withBody && content.length <= SMALL_BYTES;
    ByteBuf out = channel.alloc().buffer(head.bytes() + (small ? content.length : 0));
    head.writeTo(
        out, loop.date(), AnswerHead.Framing.LENGTH, content.length, keepAlive, request.http10());
    if (small) {
      out.writeBytes(content);
    }
    write(out);
    if (withBody && !small) {
      write(Unpooled.wrappedBuffer(content));
    }
  }

  void head(
      AnswerHead head,
      AnswerHead.Framing framing,
      long length,
      RequestHead request,
      boolean keepAlive) {
    ByteBuf out = channel.alloc().buffer(head.bytes());
    head.writeTo(out, loop.date(), framing, length, keepAlive, request.http10());
    write(out);
  }

  /** The last answer of its connection, to a request that was not read. */
  void refusal(int code, byte[] content) {
    AnswerHead head = AnswerHead.ofJson(code);
    ByteBuf out = channel.alloc().buffer(head.bytes() + content.length);
    head.writeTo(out, loop.date(), AnswerHead.Framing.LENGTH, content.length, false, false);
    write(out.writeBytes(content));
  }

  void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }
}
