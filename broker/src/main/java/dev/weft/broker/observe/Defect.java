package dev.weft.broker.observe;

import io.netty.handler.codec.http2.Http2CodecUtil;
import java.io.IOException;

/** Tells the broker's own mistakes, which are logged, from what networks and peers bring about. */
public final class Defect {
  private Defect() {}

  /**
   * Logs what ended a connection if it is a defect. Peers can bring about the rest as often as they
   * like, among it handshakes that fail, which come wrapped: to log that would be their log.
   *
   * @param whose connection it is that is closed
   */
  public static void say(System.Logger log, String whose, Throwable cause) {
    if (!(cause instanceof IOException)
        && !(cause.getCause() instanceof IOException)
        && Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
      log.log(System.Logger.Level.ERROR, whose + " connection is closed by a defect", cause);
    }
  }
}
