package dev.weft.broker.path;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A refusal as a gRPC caller sees it: trailers only (gRPC over HTTP/2, "Responses"). */
public final class GrpcRefusal {
  private static final int SHOWN_BYTES = 400;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private GrpcRefusal() {}

  /** Fills an answer's head; nothing follows it. */
  public static void head(Head into, Refusal refusal, String exchangeId) {
    into.begin();
    into.status(200); // gRPC's own status tells
    into.add(Known.CONTENT_TYPE, "application/grpc");
    into.add(Known.GRPC_STATUS, Integer.toString(refusal.error().grpcStatus()));
    into.add("grpc-message", message(refusal));
    into.add(Known.PROXY_STATUS, Problem.proxyStatus(refusal));
    Problem.exchange(into, exchangeId);
  }

  /** Printable ASCII as it is, all else percent-encoded. */
  private static String message(Refusal refusal) {
    String text = refusal.error().title() + ": " + refusal.detail();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var out = new StringBuilder();
    for (int i = 0; i < Math.min(SHOWN_BYTES, bytes.length); i++) {
      byte b = bytes[i];
      if (b >= ' ' && b < 0x7f && b != '%') {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.toHexDigits(b));
      }
    }
    return out.toString().strip();
  }
}
