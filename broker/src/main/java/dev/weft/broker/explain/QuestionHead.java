package dev.weft.broker.explain;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Malformed;
import dev.weft.broker.message.Target;
import dev.weft.broker.route.GatewayPort;
import dev.weft.broker.route.Routes;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.CallQuestion;
import dev.weft.model.route.GatewayId;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a question to the head of the request that it is about. */
final class QuestionHead {
  private static final int MOST_HEADERS = 64;
  private static final int MOST_CHARS = 8_192;

  private QuestionHead() {}

  /**
   * The request's head as the broker would read it.
   *
   * @throws IllegalArgumentException with a sentence on what cannot be a request
   */
  static Head of(CallQuestion question) {
    var head = new Head();
    head.begin();
    String url = question.url();
    String method = question.method();
    String rest = withoutScheme(url);
    int slash = firstOf(rest, "/?#");
    String authority = rest.substring(0, slash);
    String path = rest.substring(slash);
    requireText("the URL", rest);
    check(
        !method.isEmpty() && method.chars().allMatch(Character::isLetter),
        "the method \"" + method + "\" is no word");
    int start = head.append(method);
    head.method(start, head.size());
    start = head.append(path.startsWith("/") ? path : "/" + path);
    head.path(start, head.size());
    head.add(Known.HOST, authority);
    head.secure(url.toLowerCase(Locale.ROOT).startsWith("https://"));
    check(question.headers().size() <= MOST_HEADERS, "more than " + MOST_HEADERS + " headers");
    for (Map.Entry<String, String> header : question.headers()) {
      requireText("the header " + header.getKey(), header.getValue());
      check(
          !header.getKey().isEmpty()
              && header.getKey().chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':'),
          "\"" + header.getKey() + "\" is no header's name");
      if (!header.getKey().equalsIgnoreCase("host")) {
        head.add(header.getKey(), header.getValue());
      }
    }
    @Nullable Malformed wrong = Target.resolve(head, true);
    if (wrong != null) {
      throw new IllegalArgumentException(wrong.detail());
    }
    return head;
  }

  /** The port of a gateway that the call would come in by; null for a call within the mesh. */
  static @Nullable GatewayPort gatewayPort(CallQuestion question, Head head) {
    if (question.gateway().isEmpty()) {
      return null;
    }
    int slash = question.gateway().indexOf('/');
    String namespace =
        slash < 0 ? ServiceName.DEFAULT_NAMESPACE : question.gateway().substring(0, slash);
    var id = new GatewayId(namespace, question.gateway().substring(slash + 1));
    int port = Routes.portOf(head.authority());
    return new GatewayPort(id, port != 0 ? port : head.secure() ? 443 : 80);
  }

  private static String withoutScheme(String url) {
    int scheme = url.indexOf("://");
    if (scheme < 0) {
      return url;
    }
    String word = url.substring(0, scheme).toLowerCase(Locale.ROOT);
    check(
        word.equals("http") || word.equals("https") || word.equals("grpc"),
        "\"" + word + "\" is not http, https or grpc");
    return url.substring(scheme + 3);
  }

  private static int firstOf(String text, String any) {
    int at = 0;
    while (at < text.length() && any.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static void requireText(String what, String text) {
    check(
        text.length() <= MOST_CHARS && text.chars().allMatch(c -> c >= ' ' && c < 0x7f),
        what + " is longer than " + MOST_CHARS + " or has characters beyond visible ASCII");
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
