package dev.weft.broker.strict;

import static dev.weft.broker.strict.Case.HOST;
import static dev.weft.broker.strict.Case.forwarded;
import static dev.weft.broker.strict.Case.refused;
import static dev.weft.broker.strict.Case.wanted;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is not passed on, and what stays in step: rows 19 to 21, 34, 35, 45 and 46. */
class PassingOnTest extends Family {

  static Stream<Case> cases() {
    return Stream.of("GET", "POST", "PUT", "DELETE")
        .flatMap(method ->
            Stream.of(
                    hops(method), claims(method), upgrades(method), expects(method), steps(method))
                .flatMap(part -> part));
  }

  private static String request(String method, String lines) {
    return method + " /good HTTP/1.1\r\n" + HOST + lines + "Content-Length: 3\r\n\r\nabc";
  }

  private static Stream<Case> hops(String method) {
    Stream<Case> always =
        Stream.of(
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Upgrade: other",
                "Proxy-Authorization: Basic YTpi",
                "HTTP2-Settings: AAMAAABkAAQAAP__",
                "Connection: keep-alive",
                "TE: gzip")
            .map(line ->
                forwarded(
                    method + " " + line,
                    "RFC 9110, 7.6.1",
                    request(method, line + "\r\n"),
                    wanted(method, "/good", "abc").without(line)));
    Stream<Case> named =
        Stream.of(
                "x-foo",
                "X-FOO",
                "x-foo, keep-alive",
                "keep-alive,x-foo",
                "keep-alive , x-foo ,",
                ", ,x-foo",
                "X-Foo\r\nConnection: y-bar",
                "x-foo,x-foo")
            .map(options ->
                forwarded(
                    method + " Connection: " + Case.shown(options),
                    "RFC 9110, 7.6.1",
                    request(
                        method,
                        "X-Foo: 1\r\nx-foo: 2\r\nX-Kept: 3\r\nConnection: " + options + "\r\n"),
                    wanted(method, "/good", "abc").with("X-Kept: 3").without("X-Foo", "Y-Bar")));
    // Naming what frames or routes the message must not take it away.
    Stream<Case> needed =
        Stream.of(
                "content-length",
                "host",
                "Content-Length, Host",
                "x-forwarded-for",
                "via",
                "cookie")
            .map(options ->
                forwarded(
                        method + " Connection: " + options,
                        "RFC 9110, 7.6.1",
                        request(method, "Connection: " + options + "\r\n"),
                        wanted(method, "/good", "abc"))
                    .or(new Case.Refused(Set.of(400), 0, true)));
    return Stream.of(always, named, needed).flatMap(part -> part);
  }

  private static Stream<Case> claims(String method) {
    return Stream.of(
            "X-Forwarded-For: 6.6.6.6",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: evil",
            "X-Forwarded-Port: 666",
            "x-forwarded-for: 6.6.6.6",
            "Forwarded: for=6.6.6.6",
            "X-Weft-Routee: evil",
            "x-weft-exchange: evil")
        .map(line ->
            forwarded(
                method + " claims " + line,
                "row 45",
                request(method, line + "\r\n"),
                wanted(method, "/good", "abc").without(line)));
  }

  private static Stream<Case> upgrades(String method) {
    String key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    return Stream.of(
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
            "Connection: Upgrade\r\nUpgrade: h2c\r\n",
            "Upgrade: h2c\r\n",
            "Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n",
            "Connection: Upgrade\r\nUpgrade: foo, bar\r\n",
            "Connection: Upgrade\r\n",
            "Upgrade: websocket\r\n" + key,
            "Connection: Upgrade\r\nUpgrade: websocket2\r\n" + key,
            "Connection: Upgrade\r\nUpgrade: websocket\r\n" + key)
        .map(lines ->
            forwarded(
                method + " with a body and " + Case.shown(lines),
                "RFC 9110, 7.8; rows 34 and 35",
                request(method, lines),
                wanted(method, "/good", "abc").without("Upgrade", "HTTP2-Settings")));
  }

  private static Stream<Case> expects(String method) {
    return Stream.of(
        forwarded(
            method + " expecting 100, its body sent already",
            "RFC 9110, 10.1.1",
            request(method, "Expect: 100-continue\r\n") + "GET /2 HTTP/1.1\r\n" + HOST + "\r\n",
            wanted(method, "/good", "abc"),
            wanted("GET", "/2", "")),
        forwarded(
            method + " expecting 100 in capitals",
            "RFC 9110, 10.1.1",
            request(method, "Expect: 100-CONTINUE\r\n"),
            wanted(method, "/good", "abc")),
        forwarded(
            method + " expecting 100 with chunks",
            "RFC 9110, 10.1.1",
            method
                + " /good HTTP/1.1\r\n"
                + HOST
                + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            wanted(method, "/good", "abc")),
        forwarded(
                method + " expecting something else",
                "RFC 9110, 10.1.1",
                request(method, "Expect: a-miracle\r\n"),
                wanted(method, "/good", "abc"))
            .or(new Case.Refused(Set.of(417), 0, true), new Case.Answered(417)));
  }

  private static Stream<Case> steps(String method) {
    String first = request(method, "");
    String get = "GET /2 HTTP/1.1\r\n" + HOST + "\r\n";
    return Stream.of(
        forwarded(
            method + " then GET",
            "RFC 9112, 9.3.2",
            first + get,
            wanted(method, "/good", "abc"),
            wanted("GET", "/2", "")),
        forwarded(
            method + " then HEAD then GET",
            "RFC 9112, 9.3.2",
            first + "HEAD /h HTTP/1.1\r\n" + HOST + "\r\n" + get,
            wanted(method, "/good", "abc"),
            wanted("HEAD", "/h", ""),
            wanted("GET", "/2", "")),
        forwarded(
            method + " sixteen times",
            "RFC 9112, 9.3.2",
            first.repeat(16),
            Stream.generate(() -> wanted(method, "/good", "abc"))
                .limit(16)
                .toArray(Case.Wanted[]::new)),
        forwarded(
            method + " then an empty line then GET",
            "RFC 9112, 2.2",
            first + "\r\n" + get,
            wanted(method, "/good", "abc"),
            wanted("GET", "/2", "")),
        new Case(
            method + " then one that is refused",
            "RFC 9112, 9.3.2",
            first + "GET / HTTP/1.1\r\n\r\n" + get,
            List.of(new Case.Refused(Set.of(400), 1, true))),
        forwarded(
            method + " that closes, then another that is not heard",
            "RFC 9112, 9.6",
            request(method, "Connection: close\r\n") + get,
            wanted(method, "/good", "abc")),
        forwarded(
            method + " on HTTP/1.0, then another that is not heard",
            "RFC 9112, 9.3",
            method + " /good HTTP/1.0\r\n" + HOST + "Content-Length: 3\r\n\r\nabc" + get,
            wanted(method, "/good", "abc")),
        forwarded(
            method + " on HTTP/1.0 with keep-alive",
            "RFC 9112, 9.3",
            method
                + " /good HTTP/1.0\r\n"
                + HOST
                + "Connection: keep-alive\r\nContent-Length: 3\r\n\r\nabc",
            wanted(method, "/good", "abc")),
        refused(
            method + " and a half head",
            "RFC 9112, 2.2",
            method + " /good HTTP/1.1\r\n" + HOST + "X: y\n\r\n"));
  }
}
