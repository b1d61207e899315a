package dev.weft.broker.strict;

import static dev.weft.broker.strict.Case.HOST;
import static dev.weft.broker.strict.Case.forwarded;
import static dev.weft.broker.strict.Case.refused;
import static dev.weft.broker.strict.Case.shown;
import static dev.weft.broker.strict.Case.wanted;

import java.util.List;
import java.util.stream.Stream;

/** Transfer-Encoding, alone and with Content-Length: rows 1, 2 and 5 to 10. */
class EncodingTest extends Family {
  private static final String SECTION = "RFC 9112, 6.1 and 6.3";
  private static final List<String> METHODS = List.of("POST", "PUT", "GET", "DELETE");
  private static final String END = "\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  private static final List<String> BAD =
      List.of(
          "xchunked",
          "chunkedx",
          "chunked, chunked",
          "chunked,chunked",
          "chunked, gzip",
          "chunked, xchunked",
          "gzip",
          "gzip, chunked",
          "deflate, chunked",
          "identity",
          "identity, chunked",
          "chunked, identity",
          ",chunked",
          "chunked,",
          ", chunked",
          "chunked, ,",
          "chunked;",
          "chunked;q=1",
          "chunked; foo=bar",
          "\"chunked\"",
          "'chunked'",
          "chunked chunked",
          "",
          "chunk",
          "chunke",
          "chunked\u000b",
          "\u000bchunked",
          "\fchunked",
          "chunked\f",
          "chunked\u0000",
          "\u0000chunked",
          "\u0001chunked",
          "chunked\u0001",
          "\u00a0chunked",
          "chunked\u00a0",
          "chunked\u007f",
          "trailers",
          "cow",
          "*",
          "chun\tked",
          "chunked\t,",
          "x, chunked",
          "CHUNKED, identity",
          "\u00e7hunked",
          "chunked\u0085");

  static Stream<Case> cases() {
    return Stream.of(bad(), withLength(), lines(), good()).flatMap(part -> part);
  }

  private static Stream<Case> bad() {
    return METHODS.stream()
        .flatMap(method ->
            BAD.stream()
                .map(value ->
                    refused(
                        method + " encoded '" + shown(value) + "'",
                        SECTION,
                        method + " / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: " + value + END,
                        400,
                        501)));
  }

  private static Stream<Case> withLength() {
    return METHODS.stream()
        .flatMap(method ->
            Stream.of("HTTP/1.1", "HTTP/1.0")
                .flatMap(version ->
                    Stream.of("chunked", "Chunked", "identity", "gzip", "xchunked", "")
                        .flatMap(encoding ->
                            Stream.of(
                                both(method, version, "0", encoding, true),
                                both(method, version, "3", encoding, false),
                                both(method, version, "13", encoding, true)))));
  }

  private static Case both(
      String method, String version, String length, String encoding, boolean lengthFirst) {
    String one = "Content-Length: " + length + "\r\n";
    String other = "Transfer-Encoding: " + encoding + "\r\n";
    String fields = lengthFirst ? one + other : other + one;
    return refused(
        method + " " + version + " " + shown(fields),
        SECTION,
        method + " / " + version + "\r\n" + HOST + fields + END.substring(2),
        400,
        501);
  }

  private static Stream<Case> lines() {
    return METHODS.stream()
        .flatMap(method ->
            Stream.of(
                    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                    "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                    "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
                    "Transfer-Encoding:\r\nTransfer-Encoding: chunked",
                    "Transfer-Encoding : chunked",
                    "Transfer-Encoding\t: chunked",
                    "Transfer-Encoding\u000b: chunked",
                    "Transfer-Encoding\u0000: chunked",
                    "Transfer-Encoding:\n chunked",
                    "Transfer-Encoding:\r\n chunked",
                    "Transfer-Encoding:\r\n\tchunked",
                    " Transfer-Encoding: chunked",
                    "X: y\nTransfer-Encoding: chunked",
                    "X: y\rTransfer-Encoding: chunked",
                    "\u0000Transfer-Encoding: chunked",
                    "Transfer-Encoding chunked",
                    "Transfer Encoding: chunked",
                    "Transfer-Encoding\u00a0: chunked")
                .map(fields ->
                    refused(
                        method + " lines " + shown(fields),
                        SECTION,
                        method + " / HTTP/1.1\r\n" + HOST + fields + END,
                        400,
                        501)));
  }

  private static Stream<Case> good() {
    return METHODS.stream()
        .flatMap(method ->
            Stream.concat(
                Stream.of("chunked", "Chunked", "CHUNKED", "cHuNkEd")
                    .flatMap(value ->
                        Stream.of(": ", ":", ":\t", ":   ")
                            .map(colon ->
                                forwarded(
                                    method + " encoded" + shown(colon) + value,
                                    SECTION,
                                    method
                                        + " /good HTTP/1.1\r\n"
                                        + HOST
                                        + "transfer-encoding"
                                        + colon
                                        + value
                                        + END,
                                    wanted(method, "/good", "abc")))),
                Stream.of(
                    refused(
                        method + " HTTP/1.0 chunked",
                        SECTION,
                        method + " / HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked" + END))));
  }
}
