package dev.weft.broker.strict;

import static dev.weft.broker.strict.Case.forwarded;
import static dev.weft.broker.strict.Case.refused;
import static dev.weft.broker.strict.Case.shown;
import static dev.weft.broker.strict.Case.wanted;

import java.util.List;
import java.util.stream.Stream;

/** Host: row 37, and what the mesh's names may look like. */
class HostTest extends Family {
  private static final String SECTION = "RFC 9112, 3.2; RFC 9110, 7.2";

  static Stream<Case> cases() {
    return Stream.of("GET", "POST", "OPTIONS").flatMap(HostTest::cases);
  }

  private static Stream<Case> cases(String method) {
    return Stream.of(good(method), unknown(method), bad(method), lines(method), old(method))
        .flatMap(part -> part);
  }

  private static String request(String method, String version, String lines) {
    return method + " /good " + version + "\r\n" + lines + "Content-Length: 0\r\n\r\n";
  }

  private static Stream<Case> good(String method) {
    return Stream.of(
            "recorder",
            "RECORDER",
            "Recorder",
            "recorder:80",
            "recorder:7071",
            "recorder:1",
            "recorder:65535",
            "recorder.default",
            "recorder.default.svc.cluster.local",
            "recorder.default.localhost",
            "recorder.default:80",
            "Recorder.Default.Localhost:9",
            "  recorder  ")
        .map(host ->
            forwarded(
                method + " Host '" + host + "'",
                SECTION,
                request(method, "HTTP/1.1", "Host: " + host + "\r\n"),
                wanted(method, "/good", "")));
  }

  private static Stream<Case> unknown(String method) {
    return Stream.of("other", "recorder.other", "127.0.0.1", "[::1]", "localhost", "a.b.c.d", "1")
        .map(host ->
            new Case(
                method + " Host '" + host + "' that nobody has",
                "the contract's ports",
                request(method, "HTTP/1.1", "Host: " + host + "\r\n"),
                List.of(new Case.Answered(404))));
  }

  private static Stream<Case> bad(String method) {
    return Stream.of(
            "",
            " ",
            "a@recorder",
            "a:b@recorder",
            "recorder/",
            "recorder/x",
            "/recorder",
            "recorder, recorder",
            "recorder,other",
            "recorder recorder",
            "recorder?x",
            "recorder#x",
            "recorder:",
            "recorder:x",
            "recorder:-1",
            "recorder:99999",
            "recorder:65536",
            "recorder:80:80",
            "recorder:80x",
            "recorder: 80",
            "recorder :80",
            ":80",
            "[::1",
            "::1",
            "[]",
            "[recorder]",
            "http://recorder",
            "recorder\\x",
            "rec\u0000order",
            "recorder\u0000",
            "rec\u0001order",
            "rec\u00e4order",
            "rec%6frder",
            "recorder;",
            "\"recorder\"",
            "<recorder>",
            "recorder\u007f",
            "recorder\tx",
            "recorder:+80",
            "recorder:8 0",
            "{recorder}",
            "recorder|x",
            "rec^order",
            "rec`order",
            "[::1]x",
            "[::1]:x",
            "[g::1]",
            "a".repeat(300))
        .map(host ->
            refused(
                method + " Host '" + shown(host) + "'",
                SECTION,
                request(method, "HTTP/1.1", "Host: " + host + "\r\n")));
  }

  private static Stream<Case> lines(String method) {
    return Stream.of(
            "",
            "Host: recorder\r\nHost: recorder\r\n",
            "Host: recorder\r\nHost: other\r\n",
            "Host: other\r\nHost: recorder\r\n",
            "Host:\r\nHost: recorder\r\n",
            "Host: recorder\r\nHost:\r\n",
            "Host: recorder\r\nhost: recorder\r\n",
            "Host : recorder\r\n",
            " Host: recorder\r\n",
            "Host\u0000: recorder\r\n",
            "Host recorder\r\n",
            "X-Host: recorder\r\n",
            "Host: recorder\nHost: other\r\n",
            "Host: recorder\r\nX: y\r\nHOST: recorder\r\n",
            "Host:\r\n recorder\r\n")
        .map(lines ->
            refused(
                method + " lines " + shown(lines), SECTION, request(method, "HTTP/1.1", lines)));
  }

  private static Stream<Case> old(String method) {
    return Stream.of(
        refused(
            method + " HTTP/1.0 without Host",
            "nobody to send it to",
            request(method, "HTTP/1.0", "")),
        forwarded(
            method + " HTTP/1.0 with Host",
            SECTION,
            request(method, "HTTP/1.0", "Host: recorder\r\n"),
            wanted(method, "/good", "")),
        refused(
            method + " HTTP/1.0 with two Hosts",
            SECTION,
            request(method, "HTTP/1.0", "Host: recorder\r\nHost: other\r\n")));
  }
}
