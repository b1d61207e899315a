package dev.weft.broker.path;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import java.util.LinkedHashMap;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** A refusal as the caller sees it: RFC 9457 problem details and RFC 9209 Proxy-Status. */
public final class Problem {
  private static final ObjectMapper JSON = JsonMapper.shared();
  private static final int SHOWN_CHARS = 300;

  /** The exchange's name where a request could not be read as one. */
  public static final String NO_EXCHANGE = "none";

  private Problem() {}

  /** The answer's body. */
  public static byte[] body(Refusal refusal, String exchangeId) {
    var body = new LinkedHashMap<String, Object>();
    body.put("title", refusal.error().title());
    body.put("status", refusal.status());
    body.put("error", refusal.error().word());
    body.put("service", refusal.service());
    body.put("routee", refusal.routee());
    body.put("detail", refusal.detail());
    body.put("exchange", exchangeId);
    return JSON.writeValueAsBytes(body);
  }

  /** Fills an answer's head. */
  public static void head(Head into, Refusal refusal, String exchangeId, int bodyLength) {
    into.begin();
    into.status(refusal.status());
    into.bodyLength(bodyLength);
    into.add(Known.CONTENT_TYPE, "application/problem+json");
    into.add(Known.CONTENT_LENGTH, Integer.toString(bodyLength));
    into.add(Known.PROXY_STATUS, proxyStatus(refusal));
    exchange(into, exchangeId);
    if (refusal.status() == 503) {
      into.add(Known.RETRY_AFTER, "1");
    } else if (refusal.status() == 405) {
      into.add("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
  }

  /** Names the exchange, if there was one. */
  static void exchange(Head into, String exchangeId) {
    if (!exchangeId.equals(NO_EXCHANGE)) {
      into.add(Known.X_WEFT_EXCHANGE, exchangeId);
    }
  }

  /** The value of Proxy-Status. */
  public static String proxyStatus(Refusal refusal) {
    return "weft; error=" + refusal.error().word() + "; details=" + quoted(refusal.detail());
  }

  /** A structured-field string (RFC 8941, section 3.3.3): visible ASCII, quotes escaped. */
  private static String quoted(String text) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < Math.min(SHOWN_CHARS, text.length()); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return out.append('"').toString();
  }
}
