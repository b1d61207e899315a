package dev.weft.broker.strict;

import static dev.weft.broker.strict.Case.HOST;
import static dev.weft.broker.strict.Case.forwarded;
import static dev.weft.broker.strict.Case.refused;
import static dev.weft.broker.strict.Case.shown;
import static dev.weft.broker.strict.Case.wanted;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Targets and paths: rows 36 and 38 to 44. */
class TargetTest extends Family {
  private static final String SECTION = "RFC 9112, 3.2; RFC 3986, 5.2.4";

  static Stream<Case> cases() {
    return Stream.of(paths(), encoded(), bad(), octets(), absolute(), others())
        .flatMap(part -> part);
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n";
  }

  /** What is matched is what is forwarded: dot segments gone, nothing above the root. */
  private static Stream<Case> paths() {
    Map<String, String> paths = new TreeMap<>();
    paths.put("/", "/");
    paths.put("/a", "/a");
    paths.put("/a/", "/a/");
    paths.put("/app/../admin", "/admin");
    paths.put("/app/%2E./admin", "/admin");
    paths.put("/app/%2e%2e/admin", "/admin");
    paths.put("/app/.%2E/admin", "/admin");
    paths.put("/app/./admin", "/app/admin");
    paths.put("/app/%2e/admin", "/app/admin");
    paths.put("/../admin", "/admin");
    paths.put("/../../../admin", "/admin");
    paths.put("/app/..", "/");
    paths.put("/app/.", "/app/");
    paths.put("/.", "/");
    paths.put("/..", "/");
    paths.put("/a/b/../../c", "/c");
    paths.put("/a/b/../c/./d", "/a/c/d");
    paths.put("/app//../../admin", "/admin");
    paths.put("/...", "/...");
    paths.put("/..a", "/..a");
    paths.put("/a..", "/a..");
    paths.put("/.a", "/.a");
    paths.put("/..;/admin", "/..;/admin");
    paths.put("/app/..;/other", "/app/..;/other");
    paths.put("/a;b=c", "/a;b=c");
    paths.put("/%252e%252e/admin", "/%252e%252e/admin");
    paths.put("/%25", "/%25");
    paths.put("/%c0%ae%c0%ae/admin", "/%c0%ae%c0%ae/admin");
    paths.put("/%e0%80%ae/", "/%e0%80%ae/");
    paths.put("/Admin", "/Admin");
    paths.put("/a?b=/../c", "/a?b=/../c");
    paths.put("/a?b=%2f%5c%00", "/a?b=%2f%5c%00");
    paths.put("/a?b?c", "/a?b?c");
    paths.put("/?", "/?");
    paths.put("/a/../b?c=d", "/b?c=d");
    paths.put("/a/..?x", "/?x");
    paths.put("/a#b", "/a");
    paths.put("/a?b#c", "/a?b");
    paths.put("/#", "/");
    paths.put("/a#/../b", "/a");
    paths.put("/a:b@c", "/a:b@c");
    paths.put("/a,b&c=d+e$f!g'h(i)*j", "/a,b&c=d+e$f!g'h(i)*j");
    paths.put("/%20", "/%20");
    paths.put("/%0d%0a", "/%0d%0a");
    return paths.entrySet().stream()
        .flatMap(path ->
            Stream.of("GET", "DELETE", "HEAD")
                .map(method ->
                    forwarded(
                        method + " " + path.getKey(),
                        SECTION,
                        method + " " + path.getKey() + " HTTP/1.1\r\n" + HOST + "\r\n",
                        wanted(method, path.getValue(), ""))));
  }

  /** One policy: refused, or passed on as it is matched, either decoded or as it came. */
  private static Stream<Case> encoded() {
    return Stream.of(
            "/a%2fb",
            "/a%2Fb",
            "/a%5cb",
            "/a%5Cb",
            "/%2f",
            "/%2fadmin",
            "/..%2fadmin",
            "/..%5cadmin",
            "/%2e%2e%2fadmin",
            "/%2e%2e%5cadmin",
            "/a\\b",
            "/..\\admin",
            "/a/..\\b")
        .map(path -> refused("encoded " + path, "row 41", get(path)));
  }

  private static Stream<Case> bad() {
    return Stream.of(
            "/admin%00",
            "/%00",
            "/a%00b",
            "/%",
            "/%2",
            "/%zz",
            "/%2g",
            "/a%",
            "/a%f",
            "admin",
            "*",
            "*/x",
            "**",
            "recorder",
            "recorder:80",
            "recorder/",
            "//",
            "?",
            "?a",
            "#",
            "#a",
            ".",
            "..",
            "./a",
            "../a",
            ":80",
            "@",
            "https://recorder/",
            "ftp://recorder/",
            "http:/recorder/",
            "http:recorder",
            "http:///",
            "http://",
            "http://?a",
            "ws://recorder/",
            "file:///etc",
            "http//recorder/",
            "://recorder/",
            "\\",
            "%2f",
            "%2fadmin",
            "\u00e4",
            "mailto:a@b")
        .filter(target -> !target.equals("//"))
        .map(target -> refused("target " + shown(target), SECTION, get(target)));
  }

  /** Every octet in a path and in a query. */
  private static Stream<Case> octets() {
    return IntStream.range(0, 256)
        .filter(c -> c <= ' ' || c == 0x7f)
        .boxed()
        .flatMap(c ->
            Stream.of("/a" + (char) (int) c + "b", "/a?b" + (char) (int) c + "c")
                .map(target -> refused("octet " + shown(target), SECTION, get(target))));
  }

  private static Stream<Case> absolute() {
    Stream<Case> good =
        Stream.of(
                "http://recorder/good",
                "HTTP://recorder/good",
                "http://RECORDER/good",
                "http://recorder:80/good",
                "Http://Recorder/good",
                "http://recorder/x/../good")
            .flatMap(target ->
                Stream.of("GET", "POST")
                    .map(method ->
                        forwarded(
                            method + " " + target,
                            "RFC 9112, 3.2.2",
                            method
                                + " "
                                + target
                                + " HTTP/1.1\r\n"
                                + HOST
                                + "Content-Length: 0\r\n\r\n",
                            wanted(method, "/good", ""))));
    Stream<Case> root =
        Stream.of(
            forwarded(
                "absolute without a path", SECTION, get("http://recorder"), wanted("GET", "/", "")),
            forwarded(
                "absolute with a query alone",
                SECTION,
                get("http://recorder?a=b"),
                wanted("GET", "/?a=b", "")),
            forwarded(
                "absolute on HTTP/1.0 without Host",
                SECTION,
                "GET http://recorder/good HTTP/1.0\r\n\r\n",
                wanted("GET", "/good", "")));
    Stream<Case> wrong =
        Stream.of(
                "http://other/",
                "http://other:80/",
                "http://recorder.other/",
                "http://recorder@other/",
                "http://other@recorder/",
                "http://user:word@recorder/",
                "http://recorder:81/",
                "http://recorder:x/",
                "http://recorder:99999/",
                "http://recorder:-1/",
                "http:// recorder/",
                "http://[recorder/",
                "http://[::1/",
                "http://rec%6frder/",
                "http://recorder:80:80/",
                "http://recorder,other/",
                "http://recorder;x/",
                "http://\u00e4/",
                "http:\\\\recorder/",
                "http://recorder\\@other/")
            .map(target -> refused("absolute " + shown(target), "row 38", get(target)));
    return Stream.of(good, root, wrong).flatMap(part -> part);
  }

  private static Stream<Case> others() {
    Stream<Case> options =
        Stream.of(
            forwarded(
                "OPTIONS *",
                "RFC 9112, 3.2.4",
                "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n",
                wanted("OPTIONS", "*", "")),
            forwarded(
                "OPTIONS of a server as a proxy",
                "RFC 9112, 3.2.4",
                "OPTIONS http://recorder HTTP/1.1\r\n" + HOST + "\r\n",
                wanted("OPTIONS", "*", "")));
    Stream<Case> bad =
        Stream.of(
                "OPTIONS */x",
                "OPTIONS x",
                "OPTIONS *?a",
                "POST *",
                "HEAD *",
                "DELETE *",
                "CONNECT recorder",
                "CONNECT /",
                "CONNECT *",
                "CONNECT :80",
                "CONNECT recorder:",
                "CONNECT recorder:x",
                "CONNECT http://recorder:80/",
                "CONNECT recorder:99999",
                "CONNECT a@recorder:80")
            .map(line -> refused(line, "row 39", line + " HTTP/1.1\r\n" + HOST + "\r\n"));
    Stream<Case> text =
        Stream.of(
                "/\u00e4", "/\u00c3\u00a4", "/\u0080\u00ff", "/a?\u00e4", "/\"<>", "/{}|^`", "/[a]")
            .map(path ->
                forwarded("text " + shown(path), SECTION, get(path), wanted("GET", path, ""))
                    .or(new Case.Refused(Set.of(400), 0, true)));
    return Stream.of(options, bad, text).flatMap(part -> part);
  }
}
