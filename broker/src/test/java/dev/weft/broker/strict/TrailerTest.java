package dev.weft.broker.strict;

import static dev.weft.broker.strict.Case.HOST;
import static dev.weft.broker.strict.Case.cut;
import static dev.weft.broker.strict.Case.forwarded;
import static dev.weft.broker.strict.Case.shown;
import static dev.weft.broker.strict.Case.wanted;

import java.util.List;
import java.util.stream.Stream;

/** Trailers: row 17. */
class TrailerTest extends Family {
  private static final String SECTION = "RFC 9110, 6.5.1; RFC 9112, 7.1.2";
  private static final List<String> FORBIDDEN =
      List.of(
          "Content-Length",
          "Transfer-Encoding",
          "Host",
          "Authorization",
          "Connection",
          "TE",
          "Trailer",
          "Upgrade",
          "Expect",
          "Cookie",
          "Proxy-Authorization",
          "Keep-Alive",
          "Proxy-Connection",
          "X-Forwarded-For",
          "Forwarded",
          "X-Forwarded-Anything",
          "X-Weft-Routee",
          "Content_Length",
          "x_forwarded_for",
          "content-length",
          "HOST");

  static Stream<Case> cases() {
    return Stream.of("POST", "PUT", "GET")
        .flatMap(method ->
            Stream.of(
                    FORBIDDEN.stream().map(name -> dropped(method, name)),
                    malformed()
                        .map(lines ->
                            cut(
                                method + " trailers " + shown(lines),
                                SECTION,
                                post(method, lines))),
                    good(method))
                .flatMap(part -> part));
  }

  private static String post(String method, String trailers) {
    return method
        + " /good HTTP/1.1\r\n"
        + HOST
        + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
        + trailers
        + "\r\n";
  }

  private static Case dropped(String method, String name) {
    return forwarded(
        method + " trailer " + name + " is dropped",
        SECTION,
        post(method, name + ": trailed\r\nX-Kept: yes\r\n"),
        wanted(method, "/good", "abc").with("X-Kept: yes").without(name + ": trailed"));
  }

  private static Stream<String> malformed() {
    return Stream.of(
        "X y\r\n",
        ": y\r\n",
        "X : y\r\n",
        " X: y\r\n",
        "X: y\r\n z\r\n",
        "X: y\n",
        "X: y\r",
        "X\u0000: y\r\n",
        "X: \u0000\r\n",
        "X: a\rb\r\n",
        "\u00e4: y\r\n",
        "X(: y\r\n",
        "X: \u0007\r\n",
        "X: " + "y".repeat(100_000) + "\r\n",
        "X: y\r\n".repeat(10_000));
  }

  private static Stream<Case> good(String method) {
    return Stream.of("X-Sum: 1\r\n", "x-a: 1\r\nX-B: 2\r\n", "X-Empty:\r\n", "X-Text: \u00e4\r\n")
        .map(lines ->
            forwarded(
                method + " trailers " + shown(lines),
                SECTION,
                post(method, lines),
                wanted(method, "/good", "abc").with(lines.substring(0, lines.indexOf('\r')))));
  }
}
