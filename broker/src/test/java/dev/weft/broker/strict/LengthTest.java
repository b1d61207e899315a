package dev.weft.broker.strict;

import static dev.weft.broker.strict.Case.HOST;
import static dev.weft.broker.strict.Case.forwarded;
import static dev.weft.broker.strict.Case.refused;
import static dev.weft.broker.strict.Case.shown;
import static dev.weft.broker.strict.Case.wanted;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Content-Length: rows 3, 4, 19 and 20. */
class LengthTest extends Family {
  private static final String SECTION = "RFC 9110, 8.6; RFC 9112, 6.2 and 6.3";
  private static final List<String> METHODS =
      List.of("POST", "PUT", "PATCH", "GET", "DELETE", "X-OWN");
  private static final List<String> BAD =
      List.of(
          "",
          "+5",
          "-1",
          "-0",
          "0x5",
          "5x",
          "x5",
          "1_0",
          "1 0",
          "5,5",
          "5, 5",
          "5, 10",
          "5,",
          ",5",
          "5;",
          "5.0",
          "5e0",
          "0b101",
          "5\u00a0",
          "\u00b2",
          "\u0665",
          "\"5\"",
          "5\t5",
          "0 5",
          "99999999999999999999",
          "18446744073709551616",
          "18446744073709551621",
          "9223372036854775808",
          "340282366920938463463374607431768211461",
          "5 chunked",
          "null",
          "NaN",
          "Infinity",
          "5\u000b",
          "5\f",
          "\u00005",
          "5\u0000",
          "(5)",
          "5 ; q=1",
          "٥");

  static Stream<Case> cases() {
    return Stream.of(bad(), twice(), good(), across()).flatMap(part -> part);
  }

  private static Stream<Case> bad() {
    return METHODS.stream()
        .flatMap(method ->
            BAD.stream()
                .filter(value -> value.chars().allMatch(c -> c < 256))
                .map(value ->
                    refused(
                        method + " of length '" + shown(value) + "'",
                        SECTION,
                        method
                            + " / HTTP/1.1\r\n"
                            + HOST
                            + "Content-Length: "
                            + value
                            + "\r\n\r\nabcde")));
  }

  private static Stream<Case> twice() {
    return Stream.of("POST", "GET")
        .flatMap(method ->
            Stream.of(
                    "5|6", "5|5", "5|0", "0|5", "5|", "|5", "5|+5", "5|x", "5|05", "5|5|5",
                    "5, 5|5", "0|0")
                .map(pair -> {
                  var lines = new StringBuilder();
                  for (String value : pair.split("\\|", -1)) {
                    lines.append("Content-Length: ").append(value).append("\r\n");
                  }
                  return refused(
                      method + " of lengths " + pair,
                      SECTION,
                      method + " / HTTP/1.1\r\n" + HOST + lines + "\r\nabcde");
                }));
  }

  private static Stream<Case> good() {
    return METHODS.stream()
        .flatMap(method ->
            Stream.of("5", "05", "0000000005", " 5", "5 ", "\t5\t", "   5   ")
                .map(value ->
                    forwarded(
                        method + " of length '" + shown(value) + "'",
                        SECTION,
                        method
                            + " /good HTTP/1.1\r\n"
                            + HOST
                            + "content-LENGTH:"
                            + value
                            + "\r\n\r\nabcde",
                        wanted(method, "/good", "abcde"))));
  }

  private static Stream<Case> across() {
    return METHODS.stream()
        .flatMap(method ->
            Stream.of(
                forwarded(
                    method + " with a body, then another",
                    "RFC 9112, 9.3.2",
                    method
                        + " /1 HTTP/1.1\r\n"
                        + HOST
                        + "Content-Length: 3\r\n\r\nabc"
                        + "GET /2 HTTP/1.1\r\n"
                        + HOST
                        + "\r\n",
                    wanted(method, "/1", "abc"),
                    wanted("GET", "/2", "")),
                forwarded(
                    method + " whose body looks like a request",
                    "RFC 9112, 6.3",
                    method
                        + " /1 HTTP/1.1\r\n"
                        + HOST
                        + "Content-Length: 36\r\n\r\n"
                        + "GET /evil HTTP/1.1\r\nHost: recorder\r\n",
                    wanted(method, "/1", "GET /evil HTTP/1.1\r\nHost: recorder\r\n")),
                refusedAfter(method)));
  }

  private static Case refusedAfter(String method) {
    return new Case(
        method + " of length 0, then stray bytes",
        "RFC 9112, 6.3",
        method
            + " /1 HTTP/1.1\r\n"
            + HOST
            + "Content-Length: 0\r\n\r\nab\u0001c / HTTP/1.1\r\n\r\n",
        List.of(new Case.Refused(Set.of(400), 1, true)));
  }
}
