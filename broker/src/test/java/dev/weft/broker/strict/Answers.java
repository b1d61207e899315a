package dev.weft.broker.strict;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What routees say, rightly and wrongly, and what a caller must see of it: rows 22 to 24. */
final class Answers {
  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** What the caller sees. */
  enum Seen {
    /** A 502 of the broker's. */
    BAD_GATEWAY,
    /**
     * A 502, or a connection that ends before the body does, as the offence may have been seen
     * before or after the head left.
     */
    EITHER,
    /** The routee's own status and body. */
    WHOLE
  }

  /**
   * What a routee says.
   *
   * @param reusable whether the connection may serve another request
   */
  record Said(String id, String bytes, Seen seen, int status, String body, boolean reusable) {
    /** Whether the routee ends the connection: where the caller could not tell otherwise. */
    boolean ends() {
      return id.startsWith("cut") || id.endsWith("until it closes");
    }

    @Override
    public String toString() {
      return id + " " + Case.shown(bytes);
    }
  }

  private Answers() {}

  static Stream<Said> all() {
    return Stream.of(heads(), framing(), chunks(), cut(), whole(), interim()).flatMap(part -> part);
  }

  private static Said bad(String id, String bytes) {
    return new Said(id, bytes, Seen.BAD_GATEWAY, 502, "", false);
  }

  private static Stream<Said> heads() {
    Stream<Said> lines =
        Stream.of(
                "garbage",
                "HTTP/1.1",
                "HTTP/1.1 ",
                "HTTP/1.1 2",
                "HTTP/1.1 20",
                "HTTP/1.1 2000 OK",
                "HTTP/1.1 099 X",
                "HTTP/1.1 000 X",
                "HTTP/1.1 600 X",
                "HTTP/1.1 999 X",
                "HTTP/1.1 abc X",
                "HTTP/1.1 -20 X",
                "HTTP/1.1  200 OK",
                "HTTP/1.1\t200 OK",
                "HTTP/2.0 200 OK",
                "HTTP/0.9 200 OK",
                "HTTP/1.2 200 OK",
                "http/1.1 200 OK",
                "HTTP/1 200 OK",
                "ICY 200 OK",
                "200 OK",
                "HTTP/1.1 200OK",
                "HTTP/1.1 +20 OK",
                "HTTP/1.1 2 0 OK",
                " HTTP/1.1 200 OK",
                "\u0000HTTP/1.1 200 OK",
                "HTTP/1.1 200 \u0000",
                "HTTP/1.1 200 \u0007",
                "SSH-2.0-x",
                "HTTP/1.1 200 O\rK",
                "HTTP/1.1 101 Switching Protocols")
            .map(line -> bad("status line", line + "\r\nContent-Length: 2\r\n\r\nok"));
    Stream<Said> fields =
        Stream.of(
                "no colon",
                ": no name",
                "X : y",
                " X: y",
                "X: y\r\n folded",
                "X: \u0000",
                "X: \u0001",
                "X: a\rb",
                "X: a\nY: b",
                "\u00e4: y",
                "X\u0000: y",
                "X(: y",
                "X y: z",
                "X: \u007f")
            .map(line ->
                bad("field", "HTTP/1.1 200 OK\r\n" + line + "\r\nContent-Length: 2\r\n\r\nok"));
    Stream<Said> large =
        Stream.of(
            bad(
                "100 KB",
                "HTTP/1.1 200 OK\r\nX: " + "y".repeat(100_000) + "\r\nContent-Length: 0\r\n\r\n"),
            bad("10,000 fields", "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(10_000) + "\r\n"),
            bad("a reason of 100 KB", "HTTP/1.1 200 " + "O".repeat(100_000) + "\r\n\r\n"));
    Stream<Said> ends =
        Stream.of(
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\n\r\nok",
                "\r\n\r\n" + GOOD,
                "\n" + GOOD)
            .map(bytes -> bad("line ends", bytes));
    return Stream.of(lines, fields, large, ends).flatMap(part -> part);
  }

  private static Stream<Said> framing() {
    Stream<String> lengths =
        Stream.of(
                "",
                "+2",
                "-2",
                "0x2",
                "2, 3",
                "2,2",
                "2 2",
                "x",
                "2x",
                "2.0",
                "99999999999999999999",
                "\u00b2",
                "2;",
                "\"2\"",
                "2\u0000",
                "2_",
                "_2",
                ",2",
                "2,")
            .map(length -> "Content-Length: " + length);
    Stream<String> encodings =
        Stream.of(
                "xchunked",
                "chunked, chunked",
                "gzip",
                "chunked, gzip",
                "gzip, chunked",
                "identity",
                "chunked,",
                ",chunked",
                "chunked;a=b",
                "\"chunked\"",
                "chunked\u000b",
                "\u000bchunked",
                "",
                "chunkedx",
                "chunked chunked",
                "chunked\u0000")
            .map(encoding -> "Transfer-Encoding: " + encoding);
    Stream<String> lines =
        Stream.of(
            "Content-Length: 2\r\nContent-Length: 3",
            "Content-Length: 3\r\nContent-Length: 2",
            "Content-Length: 2\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 2",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding : chunked",
            "Content-Length : 2",
            "Transfer-Encoding:\r\n chunked",
            "Content-Length:\r\n 2");
    Stream<Said> all =
        Stream.of(lengths, encodings, lines)
            .flatMap(part -> part)
            .map(line ->
                bad("framing", "HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n2\r\nok\r\n0\r\n\r\n"));
    return Stream.concat(
        all,
        Stream.of(
            bad(
                "framing",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")));
  }

  private static Stream<Said> chunks() {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    return Stream.of(
            "0x2\r\nok\r\n0\r\n\r\n",
            "+2\r\nok\r\n0\r\n\r\n",
            "-2\r\nok\r\n0\r\n\r\n",
            " 2\r\nok\r\n0\r\n\r\n",
            "2 \r\nok\r\n0\r\n\r\n",
            "\r\nok\r\n0\r\n\r\n",
            "g\r\nok\r\n0\r\n\r\n",
            "2\nok\r\n0\r\n\r\n",
            "2\r\nok\n0\r\n\r\n",
            "2\r\nokay\r\n0\r\n\r\n",
            "2\r\nok0\r\n\r\n",
            "2;\r\nok\r\n0\r\n\r\n",
            "2;a=\u0000\r\nok\r\n0\r\n\r\n",
            "2;a=\"\r\nok\r\n0\r\n\r\n",
            "FFFFFFFFFFFFFFFFF\r\nok\r\n0\r\n\r\n",
            "2\r\nok\r\n0\n\r\n",
            "2\r\nok\r\n0\r\n\n",
            "2\r\nok\r\nx\r\n\r\n",
            "2\r\nok\r\n0\r\nX y\r\n\r\n",
            "2\r\nok\r\n0\r\n X: y\r\n\r\n",
            "2\r\nok\r\n0\r\nX: \u0000\r\n\r\n",
            "2\r\nok\r\n0\r\nX\r\n\r\n",
            "2;a=" + "b".repeat(65_536) + "\r\nok\r\n0\r\n\r\n")
        .map(body -> new Said("chunks", head + body, Seen.EITHER, 200, "", false));
  }

  private static Stream<Said> cut() {
    Stream<Said> bodies =
        Stream.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n")
            .map(bytes -> new Said("cut", bytes, Seen.EITHER, 200, "", false));
    Stream<Said> heads =
        IntStream.range(1, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r".length() + 1)
            .mapToObj(GOOD::substring)
            .map(rest -> GOOD.substring(0, GOOD.length() - rest.length()))
            .map(bytes -> bad("cut head", bytes));
    return Stream.concat(bodies, heads);
  }

  private static Stream<Said> whole() {
    return Stream.of(
        new Said("plain", GOOD, Seen.WHOLE, 200, "ok", true),
        new Said(
            "no reason",
            "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
            Seen.WHOLE,
            200,
            "ok",
            true),
        new Said(
            "empty reason",
            "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok",
            Seen.WHOLE,
            200,
            "ok",
            true),
        new Said(
            "a reason of text",
            "HTTP/1.1 200 O\u00e4 K\r\nContent-Length: 2\r\n\r\nok",
            Seen.WHOLE,
            200,
            "ok",
            true),
        new Said(
            "an odd status",
            "HTTP/1.1 299 X\r\nContent-Length: 2\r\n\r\nok",
            Seen.WHOLE,
            299,
            "ok",
            true),
        new Said(
            "404", "HTTP/1.1 404 X\r\nContent-Length: 2\r\n\r\nok", Seen.WHOLE, 404, "ok", true),
        new Said(
            "599", "HTTP/1.1 599 X\r\nContent-Length: 2\r\n\r\nok", Seen.WHOLE, 599, "ok", true),
        new Said("204", "HTTP/1.1 204 X\r\n\r\n", Seen.WHOLE, 204, "", true),
        new Said("304", "HTTP/1.1 304 X\r\nContent-Length: 9\r\n\r\n", Seen.WHOLE, 304, "", true),
        new Said(
            "chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            Seen.WHOLE,
            200,
            "ok",
            true),
        new Said(
            "an extension",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2;a=b\r\nok\r\n0\r\n\r\n",
            Seen.WHOLE,
            200,
            "ok",
            true),
        new Said(
            "a trailer",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n",
            Seen.WHOLE,
            200,
            "ok|X-Sum: 1",
            true),
        new Said(
            "a forbidden trailer",
            "HTTP/1.1 200 OK\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "2\r\n"
                + "ok\r\n"
                + "0\r\n"
                + "Content-Length: 9\r\n\r\n",
            Seen.WHOLE,
            200,
            "ok",
            true),
        new Said("until it closes", "HTTP/1.1 200 OK\r\n\r\nok", Seen.WHOLE, 200, "ok", false),
        new Said(
            "HTTP/1.0",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
            Seen.WHOLE,
            200,
            "ok",
            false),
        new Said(
            "HTTP/1.0 until it closes", "HTTP/1.0 200 OK\r\n\r\nok", Seen.WHOLE, 200, "ok", false),
        new Said(
            "close",
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
            Seen.WHOLE,
            200,
            "ok",
            false),
        new Said("more than was said", GOOD + "extra", Seen.WHOLE, 200, "ok", false),
        new Said("an answer too many", GOOD + GOOD, Seen.WHOLE, 200, "ok", false),
        new Said(
            "an answer to nobody",
            GOOD + "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n",
            Seen.WHOLE,
            200,
            "ok",
            false),
        new Said("a 204 with a body", "HTTP/1.1 204 X\r\n\r\nok", Seen.WHOLE, 204, "", false),
        new Said("a 304 with a body", "HTTP/1.1 304 X\r\n\r\nok", Seen.WHOLE, 304, "", false));
  }

  private static Stream<Said> interim() {
    return Stream.of("100 Continue", "102 Processing", "103 Early Hints", "199 Own")
        .flatMap(line ->
            Stream.of(1, 2, 5)
                .map(times ->
                    new Said(
                        times + " × " + line,
                        ("HTTP/1.1 " + line + "\r\nX-Interim: y\r\n\r\n").repeat(times) + GOOD,
                        Seen.WHOLE,
                        200,
                        "ok",
                        true)));
  }
}
