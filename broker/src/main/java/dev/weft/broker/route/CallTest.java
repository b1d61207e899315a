package dev.weft.broker.route;

import com.google.re2j.Pattern;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.Names;
import dev.weft.broker.message.Text;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.CallMatch.ValueMatch;
import dev.weft.model.route.PathMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One description of calls, compiled, with the rule that it leads to. The path has been looked up
 * already, but for what an index cannot tell.
 */
final class CallTest {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Header(byte[] lower, ValueTest value) {}

  private record Parameter(String name, ValueTest value) {}

  private final CompiledRule rule;
  private final byte[] method;
  private final List<Header> headers;
  private final List<Parameter> query;
  private final @Nullable ValueTest path;

  CallTest(CallMatch match, CompiledRule rule) {
    this.rule = rule;
    method = Text.ascii(match.method());
    headers =
        match.headers().stream().map(one -> new Header(Text.ascii(one.name()), test(one))).toList();
    query = match.query().stream().map(one -> new Parameter(one.name(), test(one))).toList();
    path = path(match.path());
  }

  private static ValueTest test(ValueMatch match) {
    return ValueTest.of(match.value(), match.regex());
  }

  /** What an index does not tell: null if it tells all. */
  private static @Nullable ValueTest path(PathMatch path) {
    return switch (path) {
      case PathMatch.Exact _, PathMatch.Prefix _ -> null;
      case PathMatch.Regex regex -> ValueTest.of(regex.pattern(), true);
      case PathMatch.Grpc grpc when !grpc.regex() && !grpc.service().isEmpty() -> null;
      case PathMatch.Grpc grpc when grpc.regex() ->
          ValueTest.of("/" + orAny(grpc.service()) + "/" + orAny(grpc.method()), true);
      case PathMatch.Grpc grpc -> ValueTest.of("/[^/]+/" + Pattern.quote(grpc.method()), true);
    };
  }

  private static String orAny(String pattern) {
    return pattern.isEmpty() ? "[^/]+" : "(?:" + pattern + ")";
  }

  CompiledRule rule() {
    return rule;
  }

  /**
   * Whether a call fits.
   *
   * @param pathEnd where its query begins
   */
  boolean fits(Head head, int pathEnd) {
    byte[] bytes = head.bytes();
    if (method.length > 0 && !Text.equal(method, bytes, head.methodStart(), head.methodEnd())) {
      return false;
    }
    if (path != null && !path.fits(bytes, head.pathStart(), pathEnd)) {
      return false;
    }
    for (Header header : headers) {
      if (!fits(head, header)) {
        return false;
      }
    }
    for (Parameter parameter : query) {
      if (!Query.fits(head, parameter.name, parameter.value)) {
        return false;
      }
    }
    return true;
  }

  /** One of several lines is enough, or all of them as one list (RFC 9110, section 5.2). */
  private static boolean fits(Head head, Header header) {
    int first = Names.find(head, header.lower, 0);
    if (first < 0) {
      return false;
    }
    int lines = 0;
    for (int i = first; i >= 0; i = Names.find(head, header.lower, i + 1)) {
      if (header.value.fits(head.bytes(), head.valueStart(i), head.valueEnd(i))) {
        return true;
      }
      lines++;
    }
    return lines > 1 && header.value.fits(joined(head, header.lower));
  }

  private static String joined(Head head, byte[] lower) {
    var all = new StringBuilder();
    for (int i = Names.find(head, lower, 0); i >= 0; i = Names.find(head, lower, i + 1)) {
      all.append(all.isEmpty() ? "" : ",").append(head.value(i));
    }
    return all.toString();
  }
}
