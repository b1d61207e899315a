package dev.weft.broker.strict;

import static dev.weft.broker.strict.Case.HOST;
import static dev.weft.broker.strict.Case.forwarded;
import static dev.weft.broker.strict.Case.refused;
import static dev.weft.broker.strict.Case.shown;
import static dev.weft.broker.strict.Case.wanted;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Header lines: rows 11, 25 to 27 and 30. */
class HeaderTest extends Family {
  private static final String SECTION = "RFC 9110, 5.5 and 5.6.2; RFC 9112, 5";

  static Stream<Case> cases() {
    return Stream.of(names(), values(), shapes(), folds(), underscores(), sizes())
        .flatMap(part -> part);
  }

  private static String get(String line) {
    return "GET /good HTTP/1.1\r\n" + HOST + line + "\r\n\r\n";
  }

  /** Every octet at the beginning, within and at the end of a name. */
  private static Stream<Case> names() {
    return IntStream.range(0, 256)
        .filter(octet -> octet != ':' && octet != '_')
        .boxed()
        .flatMap(octet -> {
          String text = String.valueOf((char) (int) octet);
          boolean token = text.matches("[!#$%&'*+.^`|~0-9A-Za-z-]");
          return Stream.of("a" + text + "b", text + "ab", "ab" + text)
              .map(name ->
                  token
                      ? forwarded(
                          "name '" + shown(name) + "'",
                          SECTION,
                          get(name + ": v"),
                          wanted("GET", "/good", "").with(name + ": v"))
                      : refused("name '" + shown(name) + "'", SECTION, get(name + ": v")));
        });
  }

  /** Every octet within a value. */
  private static Stream<Case> values() {
    return IntStream.range(0, 256)
        .boxed()
        .map(octet -> {
          String value = "a" + (char) (int) octet + "b";
          boolean text = octet == '\t' || (octet >= ' ' && octet != 0x7f);
          return text
              ? forwarded(
                  "value '" + shown(value) + "'",
                  SECTION,
                  get("X-Text: " + value),
                  wanted("GET", "/good", "").with("X-Text: " + value))
              : refused("value '" + shown(value) + "'", SECTION, get("X-Text: " + value));
        });
  }

  private static Stream<Case> shapes() {
    return Stream.concat(
        Stream.of(
                "no colon",
                ": no name",
                ":",
                "X : y",
                "X\t: y",
                " X: y",
                "\tX: y",
                "X y: z",
                "X",
                "GET /evil HTTP/1.1",
                "X: a\nY: b",
                "X: a\rY: b",
                "X: a\r\rY: b",
                "X: a\n\rY: b",
                "X: a\n",
                "X: a\r",
                "\n",
                "\r",
                "\u0000",
                "X: a\u0000",
                "X\u0000: a",
                "{X: a",
                "\"X\": a",
                "X=a",
                "(X): a",
                "X,Y: a",
                "X;Y: a",
                "@: a",
                "[X]: a",
                "X/Y: a")
            .map(line -> refused("line '" + shown(line) + "'", SECTION, get(line))),
        Stream.of(
                "X-Empty:", "X-Empty: ", "x-lower:v", "X-Spaces:   v   ", "X-Colon: a:b", "X-C: ::")
            .map(line ->
                forwarded(
                    "line '" + shown(line) + "'", SECTION, get(line), wanted("GET", "/good", ""))));
  }

  private static Stream<Case> folds() {
    return Stream.of("Host: recorder", "X-A: b", "Content-Length: 0", "Cookie: a=b", "Via: 1.1 x")
        .flatMap(line ->
            Stream.of(
                    "\r\n folded",
                    "\r\n\tfolded",
                    "\r\n ",
                    "\r\n\t",
                    "\r\n folded\r\n again",
                    "\n folded",
                    "\r folded")
                .map(fold ->
                    refused(
                        "folded " + shown(line + fold),
                        "RFC 9112, 5.2",
                        "GET /good HTTP/1.1\r\n"
                            + (line.startsWith("Host") ? "" : HOST)
                            + line
                            + fold
                            + "\r\n\r\n")));
  }

  /** Refused or left out: some servers take them for a hyphen. */
  private static Stream<Case> underscores() {
    return Stream.of(
            "Content_Length",
            "Transfer_Encoding",
            "X_Forwarded_For",
            "X_Own",
            "_",
            "_X",
            "X_",
            "Host_",
            "content_length")
        .map(name ->
            forwarded(
                    "underscore " + name,
                    "row 27",
                    get(name + ": 3"),
                    wanted("GET", "/good", "").without(name))
                .or(new Case.Refused(Set.of(400), 0, true)));
  }

  private static Stream<Case> sizes() {
    String long50 = "x".repeat(50_000);
    return Stream.of(
        refused("a header of 100 KB", "RFC 6585, 5", get("X: " + "y".repeat(100_000)), 431),
        refused("a name of 100 KB", "RFC 6585, 5", get("x".repeat(100_000) + ": y"), 431),
        refused("10,000 headers", "RFC 6585, 5", get("X: y\r\n".repeat(9_999) + "X: y"), 431),
        refused(
            "two headers of 50 KB", "RFC 6585, 5", get("X: " + long50 + "\r\nY: " + long50), 431),
        forwarded(
            "a header of 30 KB",
            "RFC 9110, 5.4",
            get("X-Big: " + "y".repeat(30_000)),
            wanted("GET", "/good", "").with("X-Big: " + "y".repeat(30_000))),
        forwarded(
            "100 headers",
            "RFC 9110, 5.4",
            get("X: y\r\n".repeat(90) + "X-Last: y"),
            wanted("GET", "/good", "").with("X-Last: y")),
        forwarded(
            "Set-Cookie lines stay apart",
            "RFC 6265, 3",
            get("Set-Cookie: a=1, b\r\nSet-Cookie: c=2"),
            wanted("GET", "/good", "")
                .with(List.of("Set-Cookie: a=1, b", "Set-Cookie: c=2").toArray(String[]::new))));
  }
}
