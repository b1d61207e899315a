package dev.weft.broker.http1;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Method;
import dev.weft.broker.message.Text;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The one upgrade that is passed on: RFC 6455, section 4. Any other is left out of the request. */
final class WebSockets {
  private static final byte[] WEBSOCKET = Text.ascii("websocket");
  private static final byte[] VERSION = {'1', '3'};
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private WebSockets() {}

  /** Whether Upgrade is {@code websocket} alone. */
  static boolean named(Head head) {
    int upgrade = head.find(Known.UPGRADE, 0);
    return upgrade >= 0
        && head.valueIs(upgrade, WEBSOCKET)
        && head.find(Known.UPGRADE, upgrade + 1) < 0;
  }

  /** Whether a request asks for one, but for what Connection has to say. */
  static boolean asked(Head head, boolean http10) {
    int version = head.find(Known.SEC_WEBSOCKET_VERSION, 0);
    return named(head)
        && !http10
        && head.method() == Method.GET
        && head.bodyLength() == 0
        && version >= 0
        && head.valueIs(version, VERSION)
        && head.has(Known.SEC_WEBSOCKET_KEY);
  }

  /** Adds what proves that the request was understood, where the routee's protocol has no such. */
  static void accept(Head answer, Head request) {
    @Nullable String key = request.value(Known.SEC_WEBSOCKET_KEY);
    if (key == null || answer.has(Known.SEC_WEBSOCKET_ACCEPT)) {
      return;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      answer.add(Known.SEC_WEBSOCKET_ACCEPT, Base64.getEncoder().encodeToString(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
