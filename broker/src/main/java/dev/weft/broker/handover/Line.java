package dev.weft.broker.handover;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;

/** What the two say to each other: one word a line. */
final class Line {
  /** The one that comes asks how many sockets there are; the answer is a number. */
  static final String COUNT = "count";

  /** It is ready to be sent the sockets, and nothing but them. */
  static final String SEND = "send";

  /** It serves; the one that leaves may go. */
  static final String SERVING = "serving";

  /** The one that leaves accepts nothing more and has freed its other ports. */
  static final String YOURS = "yours";

  private static final int MOST_CHARS = 64;

  private Line() {}

  static void on(ChannelPipeline pipeline) {
    pipeline.addLast(
        new LineBasedFrameDecoder(MOST_CHARS), new StringDecoder(), new StringEncoder());
  }

  static String ended(String word) {
    return word + "\n";
  }
}
