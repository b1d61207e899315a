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

/** Request lines and versions: rows 25, 28, 29 and 36. */
class RequestLineTest extends Family {
  private static final String SECTION = "RFC 9112, 2.2, 2.3 and 3";

  static Stream<Case> cases() {
    return Stream.of(versions(), separators(), methods(), before(), lengths(), old())
        .flatMap(part -> part);
  }

  private static Stream<Case> versions() {
    return Stream.of("GET", "POST")
        .flatMap(method ->
            Stream.of(
                    "HTTP/0.9",
                    "HTTP/9.9",
                    "HTTP/2.0",
                    "HTTP/3.0",
                    "HTTP/1.2",
                    "HTTP/1.9",
                    "HTTP/01.01",
                    "HTTP/1.01",
                    "HTTP/01.1",
                    "HTTP/1",
                    "HTTP/1.",
                    "HTTP/.1",
                    "HTTP/1.1.1",
                    "HTTP/11.1",
                    "HTTP/1.10",
                    "HTTP/1,1",
                    "HTTP/1 .1",
                    "HTTP /1.1",
                    "HTTP/ 1.1",
                    "http/1.1",
                    "Http/1.1",
                    "HTTP-1.1",
                    "HTTP1.1",
                    "HTTPS/1.1",
                    "XTTP/1.1",
                    "HTTP/1.x",
                    "HTTP/x.1",
                    "HTTP/-1.1",
                    "HTTP/+1.1",
                    "HTTP/1.1a",
                    "HTTP/1.1\u0000",
                    "HTTP/1.1 x",
                    "HTTP/0.0",
                    "HTTP/2",
                    "ICY/1.1",
                    "1.1",
                    "HTTP/\u00b9.1",
                    "HTTP/1.1/",
                    "HTTP//1.1",
                    "\"HTTP/1.1\"")
                .map(version ->
                    refused(
                        method + " version '" + shown(version) + "'",
                        SECTION,
                        method + " / " + version + "\r\n" + HOST + "\r\n",
                        400,
                        505)));
  }

  private static Stream<Case> separators() {
    return Stream.of(
            "GET  / HTTP/1.1",
            "GET /  HTTP/1.1",
            "GET\t/ HTTP/1.1",
            "GET /\tHTTP/1.1",
            "GET / HTTP/1.1 ",
            "GET / HTTP/1.1\t",
            " GET / HTTP/1.1",
            "\tGET / HTTP/1.1",
            "GET /a b HTTP/1.1",
            "GET /a\tb HTTP/1.1",
            "GET\u000b/ HTTP/1.1",
            "GET\f/ HTTP/1.1",
            "GET\u00a0/ HTTP/1.1",
            "GET / HTTP/1.1 HTTP/1.1",
            "GET/ HTTP/1.1",
            "GET /HTTP/1.1",
            "GET HTTP/1.1",
            "GET",
            "GET ",
            "GET /",
            "/ HTTP/1.1",
            "HTTP/1.1",
            "GET / \u0000HTTP/1.1",
            "GET\r/ HTTP/1.1",
            "GET /\rHTTP/1.1",
            "GET \u00a0/ HTTP/1.1",
            "GET /\u000bHTTP/1.1",
            "GET /\fHTTP/1.1",
            "GET   /   HTTP/1.1",
            "GET\n/ HTTP/1.1",
            "GET /\nHTTP/1.1")
        .map(line ->
            refused(
                "line '" + shown(line) + "'", SECTION, line + "\r\n" + HOST + "\r\n", 400, 505));
  }

  private static Stream<Case> methods() {
    Stream<Case> bad =
        IntStream.range(0, 256)
            .filter(c -> !String.valueOf((char) c).matches("[!#$%&'*+.^_`|~0-9A-Za-z -]"))
            .filter(c -> c != '\t')
            .mapToObj(c -> "G" + (char) c + "T")
            .map(method ->
                refused(
                    "method '" + shown(method) + "'",
                    SECTION,
                    method + " / HTTP/1.1\r\n" + HOST + "\r\n"));
    Stream<Case> good =
        Stream.of(
                "GET",
                "HEAD",
                "DELETE",
                "OPTIONS",
                "PATCH",
                "get",
                "Get",
                "PROPFIND",
                "QUERY",
                "M-SEARCH",
                "X",
                "!#$%&'*+-.^_`|~",
                "0",
                "PURGE",
                "LONGMETHODNAME",
                "CONNECTED",
                "TRACED")
            .map(method ->
                forwarded(
                    "method " + method,
                    "RFC 9110, 9.1",
                    method + " /good HTTP/1.1\r\n" + HOST + "\r\n",
                    wanted(method, "/good", "")));
    Stream<Case> refused =
        Stream.of(
            refused("TRACE", "row 36", "TRACE / HTTP/1.1\r\n" + HOST + "\r\n", 405, 501),
            refused(
                "CONNECT",
                "row 36",
                "CONNECT recorder:80 HTTP/1.1\r\nHost: recorder:80\r\n\r\n",
                405,
                501),
            refused(
                "the preface of HTTP/2 with a wrong end",
                "RFC 9113, 3.4",
                "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
                400,
                505));
    return Stream.of(bad, good, refused).flatMap(part -> part);
  }

  /** What stands before the request line: a CRLF is legal, nothing else is. */
  private static Stream<Case> before() {
    Stream<Case> bad =
        Stream.of(
                "\u0000",
                "\u0001",
                "\n",
                "\r",
                " ",
                "\t",
                "\n\r",
                "\r\r\n",
                " \r\n",
                "\u0000\r\n",
                "\ufeff".substring(0, 0) + "\u00ef\u00bb\u00bf",
                "\u0080",
                "X\r\n")
            .map(bytes ->
                refused(
                    "first '" + shown(bytes) + "'",
                    "RFC 9112, 2.2",
                    bytes + "GET / HTTP/1.1\r\n" + HOST + "\r\n",
                    400,
                    505));
    Stream<Case> good =
        Stream.of("\r\n", "\r\n\r\n")
            .map(bytes ->
                forwarded(
                    "first '" + shown(bytes) + "'",
                    "RFC 9112, 2.2",
                    bytes + "GET /good HTTP/1.1\r\n" + HOST + "\r\n",
                    wanted("GET", "/good", "")));
    return Stream.concat(bad, good);
  }

  private static Stream<Case> lengths() {
    String long8 = "/" + "a".repeat(7_999);
    return Stream.of(
        forwarded(
            "a target of 8,000 octets",
            "RFC 9112, 3",
            "GET " + long8 + " HTTP/1.1\r\n" + HOST + "\r\n",
            wanted("GET", long8, "")),
        refused(
            "a target of 100 KB",
            "RFC 9110, 15.5.15",
            "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n" + HOST + "\r\n",
            414),
        refused(
            "a query of 100 KB",
            "RFC 9110, 15.5.15",
            "GET /?" + "a".repeat(100_000) + " HTTP/1.1\r\n" + HOST + "\r\n",
            414),
        refused(
            "a method of 100 KB",
            "RFC 9112, 3",
            "G".repeat(100_000) + " / HTTP/1.1\r\n" + HOST + "\r\n",
            400,
            414,
            501));
  }

  private static Stream<Case> old() {
    return Stream.of("GET /\r\n", "GET /\r\n\r\n", "GET /good\r\n" + HOST + "\r\n", "GET\r\n\r\n")
        .map(bytes ->
            new Case(
                "HTTP/0.9 '" + shown(bytes) + "'",
                "row 28",
                bytes,
                List.of(new Case.Refused(Set.of(400, 505), 0, true), new Case.Closed())));
  }
}
