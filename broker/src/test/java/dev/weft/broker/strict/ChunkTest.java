package dev.weft.broker.strict;

import static dev.weft.broker.strict.Case.HOST;
import static dev.weft.broker.strict.Case.cut;
import static dev.weft.broker.strict.Case.forwarded;
import static dev.weft.broker.strict.Case.shown;
import static dev.weft.broker.strict.Case.wanted;

import java.util.List;
import java.util.stream.Stream;

/** Chunks, their extensions and line ends: rows 12 to 16 and 18. */
class ChunkTest extends Family {
  private static final String SECTION = "RFC 9112, 7.1";
  private static final List<String> METHODS = List.of("POST", "GET");

  private static final List<String> BAD_SIZES =
      List.of(
          "0x3",
          "+3",
          "-3",
          "3_",
          "_3",
          " 3",
          "\t3",
          "3 ",
          "3\t",
          "3 \t",
          "g",
          "3g",
          "",
          "3.0",
          "0o11",
          "\u00b3",
          "3\u0000",
          "\u00003",
          "3\u000b",
          "3\f",
          "FFFFFFFFFFFFFFFFF",
          "10000000000000003",
          "8000000000000003",
          "FFFFFFFFFFFFFFFF",
          "7FFFFFFFFFFFFFFFF",
          "3,3",
          "-0",
          "+0",
          "0x0",
          "00x3",
          "3h",
          "\"3\"",
          "#3",
          "3 3");

  private static final List<String> BAD_EXTENSIONS =
      List.of(
          ";",
          ";;",
          ";=",
          ";=a",
          "; ;",
          ";a=",
          ";a==b",
          ";a=\"",
          ";a=\"b",
          ";a=\"b\"c",
          ";a=\u0000",
          ";a=\"\u0000\"",
          ";a=\"\u0001\"",
          ";a\u0000",
          ";a=\"\r\"",
          ";a=\"\r\n\"",
          ";a=\"\n\"",
          ";a\n",
          ";a=b\n",
          ";\u007f",
          ";a=\"\u007f\"",
          ";a b",
          ";a=b c",
          ";a,b",
          ";a=(b)",
          ";a=b;",
          ";\u0080=a",
          ";a\r",
          ",a=b",
          " a=b",
          "\u00a0;a",
          ";a=\"\\\u0000\"");

  static Stream<Case> cases() {
    return Stream.of(sizes(), extensions(), ends(), good(), after()).flatMap(part -> part);
  }

  private static String post(String method, String body) {
    return method + " /good HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + body;
  }

  private static Stream<Case> sizes() {
    return METHODS.stream()
        .flatMap(method ->
            BAD_SIZES.stream()
                .flatMap(size ->
                    Stream.of(
                        cut(
                            method + " first size '" + shown(size) + "'",
                            SECTION,
                            post(method, size + "\r\nabc\r\n0\r\n\r\n")),
                        cut(
                            method + " second size '" + shown(size) + "'",
                            SECTION,
                            post(method, "3\r\nabc\r\n" + size + "\r\nabc\r\n0\r\n\r\n")))));
  }

  private static Stream<Case> extensions() {
    return METHODS.stream()
        .flatMap(method ->
            Stream.concat(
                BAD_EXTENSIONS.stream()
                    .flatMap(extension ->
                        Stream.of(
                            cut(
                                method + " extension '" + shown(extension) + "'",
                                "RFC 9112, 7.1.1",
                                post(method, "3" + extension + "\r\nabc\r\n0\r\n\r\n")),
                            cut(
                                method + " last chunk's '" + shown(extension) + "'",
                                "RFC 9112, 7.1.1",
                                post(method, "3\r\nabc\r\n0" + extension + "\r\n\r\n")))),
                Stream.of(
                    cut(
                        method + " extension of 64 KB",
                        "RFC 9112, 7.1.1",
                        post(method, "3;a=" + "b".repeat(65_536) + "\r\nabc\r\n0\r\n\r\n")),
                    cut(
                        method + " extensions of 64 KB, little by little",
                        "RFC 9112, 7.1.1",
                        post(method, ("1;a=" + "b".repeat(1024) + "\r\na\r\n").repeat(64))))));
  }

  private static Stream<Case> ends() {
    return METHODS.stream()
        .flatMap(method ->
            Stream.of(
                    "3\nabc\r\n0\r\n\r\n",
                    "3\rabc\r\n0\r\n\r\n",
                    "3\r\nabc\n0\r\n\r\n",
                    "3\r\nabc\r0\r\n\r\n",
                    "3\r\nabc0\r\n\r\n",
                    "3\r\nabc\r\n0\n\r\n",
                    "3\r\nabc\r\n0\r\n\n",
                    "3\r\nabc\r\n0\n\n",
                    "3\r\nabc\r\n0\r\r\n",
                    "3\r\nabcd\r\n0\r\n\r\n",
                    "3\r\nabcX\r\n0\r\n\r\n",
                    "2\r\nabc\r\n0\r\n\r\n",
                    "3\r\nabc\r\r\n0\r\n\r\n",
                    "3\r\nabc \r\n0\r\n\r\n",
                    "3\r\r\nabc\r\n0\r\n\r\n",
                    "3\r\n\r\nabc\r\n0\r\n\r\n",
                    "3\n\nabc\n0\n\n",
                    "\r\n3\r\nabc\r\n0\r\n\r\n",
                    "3\r\nabc\r\n\r\n0\r\n\r\n",
                    "3\r\nabcGET /evil HTTP/1.1\r\n\r\n")
                .map(body -> cut(method + " body " + shown(body), SECTION, post(method, body))));
  }

  private static Stream<Case> good() {
    return METHODS.stream()
        .flatMap(method ->
            Stream.of(
                    "3\r\nabc\r\n0\r\n\r\n", "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
                    "03\r\nabc\r\n0\r\n\r\n", "0000003\r\nabc\r\n000\r\n\r\n",
                    "3;a\r\nabc\r\n0\r\n\r\n", "3;a=b\r\nabc\r\n0\r\n\r\n",
                    "3;a=\"b\"\r\nabc\r\n0\r\n\r\n", "3;a=\"b;c\\\"d\"\r\nabc\r\n0\r\n\r\n",
                    "3;a;b;c=d\r\nabc\r\n0;e\r\n\r\n", "3;a=\"\u00e4\"\r\nabc\r\n0\r\n\r\n",
                    "3;a=\"\t \"\r\nabc\r\n0\r\n\r\n", "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n")
                .map(body ->
                    forwarded(
                        method + " body " + shown(body),
                        SECTION,
                        post(method, body),
                        wanted(method, "/good", "abc"))));
  }

  private static Stream<Case> after() {
    return METHODS.stream()
        .flatMap(method ->
            Stream.of(
                forwarded(
                    method + " chunks of upper and lower case sizes",
                    SECTION,
                    post(method, "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n"),
                    wanted(method, "/good", "01234567890123456789")),
                forwarded(
                    method + " a small extension on each of many chunks",
                    "RFC 9112, 7.1.1",
                    post(
                        method,
                        ("80;a=" + "b".repeat(80) + "\r\n" + "x".repeat(128) + "\r\n").repeat(100)
                            + "0\r\n\r\n"),
                    wanted(method, "/good", "x".repeat(12_800))),
                forwarded(
                    method + " in chunks, then another",
                    SECTION,
                    post(method, "3\r\nabc\r\n0\r\n\r\n") + "GET /2 HTTP/1.1\r\n" + HOST + "\r\n",
                    wanted(method, "/good", "abc"),
                    wanted("GET", "/2", "")),
                cut(
                    method + " with a request where trailers are, never ended",
                    "RFC 9112, 7.1.2",
                    post(method, "0\r\nGET /evil HTTP/1.1\r\nHost: recorder\r\n\r\n")),
                forwarded(
                    method + " with a trailer that hides a request line",
                    "RFC 9112, 7.1.2",
                    post(method, "0\r\nX:POST /evil HTTP/1.1\r\n\r\n"),
                    wanted(method, "/good", ""))));
  }
}
