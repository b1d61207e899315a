package dev.weft.broker.http;

import dev.weft.broker.path.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.LinkedHashMap;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** A refusal as the caller sees it: RFC 9457 problem details and RFC 9209 Proxy-Status. */
final class ProblemAnswer {
  private static final ObjectMapper JSON = JsonMapper.shared();
  private static final int SHOWN_CHARS = 300;

  private ProblemAnswer() {}

  static FullHttpResponse of(Refusal refusal, String exchange) {
    var body = new LinkedHashMap<String, Object>();
    body.put("title", refusal.error().title());
    body.put("status", refusal.status());
    body.put("error", refusal.error().word());
    body.put("service", refusal.service());
    body.put("routee", refusal.routee());
    body.put("detail", refusal.detail());
    body.put("exchange", exchange);
    byte[] bytes = JSON.writeValueAsBytes(body);
    var answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(refusal.status()),
            Unpooled.wrappedBuffer(bytes));
    answer
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
        .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
        .set("Proxy-Status", proxyStatus(refusal));
    if (refusal.status() == 503) {
      answer.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
    } else if (refusal.status() == 405) {
      answer.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
    return answer;
  }

  private static String proxyStatus(Refusal refusal) {
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
