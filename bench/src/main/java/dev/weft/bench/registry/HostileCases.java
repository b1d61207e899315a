package dev.weft.bench.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Requests that no honest client sends, for either API. Bodies are the same where both can be asked
 * the same; etcd is asked through its JSON gateway.
 */
final class HostileCases {
  private static final int MEGABYTE = 1 << 20;

  /**
   * One of them.
   *
   * @param name of the routee that must not be there afterwards; empty where there is none
   * @param field that the refusal must name; empty where the request has no such thing
   * @param sent an octet a character
   * @param repeat how often they are sent one after the other, to make something large
   */
  record Case(String what, String name, String field, String sent, int repeat) {}

  private final List<Case> cases = new ArrayList<>();
  private final boolean weft;

  private HostileCases(boolean weft) {
    this.weft = weft;
  }

  static List<Case> of(boolean weft) {
    var all = new HostileCases(weft);
    all.documents();
    all.bodies();
    all.requests();
    return List.copyOf(all.cases);
  }

  private void documents() {
    for (String port :
        List.of("0", "65536", "-1", "\"eighty\"", "80.5", "null", "99999999999999")) {
      spec("port " + port, "port", "\"service\":\"h\",\"address\":\"127.0.0.1\",\"port\":" + port);
    }
    for (String address : List.of("not an address", "999.1.1.1", "", "1.2.3", "http://a", "::g")) {
      spec(
          "address " + address,
          "address",
          "\"service\":\"h\",\"address\":\"" + address + "\",\"port\":80");
    }
    for (String ttl : List.of("0", "-5", "\"soon\"", "1e99")) {
      spec(
          "lease of " + ttl,
          "ttlSeconds",
          "\"service\":\"h\",\"address\":\"127.0.0.1\",\"port\":80,\"lease\":{\"ttlSeconds\":"
              + ttl
              + "}");
    }
    String good = "\"service\":\"h\",\"address\":\"127.0.0.1\",\"port\":80";
    spec("an unknown field", "colour", good + ",\"colour\":\"red\"");
    spec("no service", "service", "\"address\":\"127.0.0.1\",\"port\":80");
    spec("a service with a slash", "service", good.replace("\"h\"", "\"a/b\""));
    spec("a service that is script", "service", good.replace("\"h\"", "\"<script>\""));
    spec("a protocol that there is not", "protocol", good + ",\"protocol\":\"smoke\"");
    spec("a weight below zero", "weight", good + ",\"weight\":-1");
    spec("a field given twice", "port", good + ",\"port\":81");
    named("a name in capitals", "Hostile", "name", good);
    named("a name of 300 letters", "h".repeat(300), "name", good);
    named("a name that climbs", "..%2f..%2fsecret", "name", good);
  }

  private void bodies() {
    put("a body that is no JSON", "h-nojson", "", "port: 80".getBytes(StandardCharsets.UTF_8));
    put(
        "a body cut short",
        "h-cut",
        "",
        "{\"spec\":{\"service\":".getBytes(StandardCharsets.UTF_8));
    put(
        "a body of 100,000 brackets",
        "h-deep",
        "",
        "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    put("a body that is no UTF-8", "h-utf", "", new byte[] {'{', '"', (byte) 0xC3, '(', '"', '}'});
    put("a body that is a list", "h-list", "", "[]".getBytes(StandardCharsets.UTF_8));
    put("an empty body", "h-none", "", new byte[0]);
    String filler = "x".repeat(MEGABYTE);
    spec(
        "a label of 1 MB",
        "",
        "\"service\":\"h\",\"address\":\"127.0.0.1\",\"port\":80,\"zone\":\"" + filler + "\"");
    cases.add(
        new Case(
            "100 MB announced and sent",
            "h-huge",
            "",
            head("PUT", path("h-huge"), 100L * MEGABYTE),
            100));
  }

  private void requests() {
    raw(
        "both framings",
        "PUT "
            + path("h-both")
            + " HTTP/1.1\r\n"
            + "Host: 127.0.0.1\r\n"
            + "Content-Length: 5\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "0\r\n\r\n",
        "h-both");
    raw(
        "two lengths",
        "PUT "
            + path("h-two")
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "h-two");
    raw(
        "a length below zero",
        "PUT " + path("h-neg") + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        "h-neg");
    raw(
        "a chunk size of 2^64",
        "PUT "
            + path("h-chunk")
            + " HTTP/1.1\r\n"
            + "Host: 127.0.0.1\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "FFFFFFFFFFFFFFFFF\r\n",
        "h-chunk");
    raw(
        "a header of 1 MB",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "x".repeat(MEGABYTE) + "\r\n\r\n",
        "");
    raw(
        "100,000 headers",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + "a: b\r\n".repeat(100_000) + "\r\n",
        "");
    raw(
        "a target of 1 MB",
        "GET /" + "a".repeat(MEGABYTE) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "");
    raw("no line at all", "\u0000\u0001\u0002\u0003\r\n\r\n", "");
    raw("HTTP/9.9", "GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n", "");
  }

  private void spec(String what, String field, String spec) {
    named(what, "h-" + cases.size(), field, spec);
  }

  private void named(String what, String name, String field, String spec) {
    String document =
        "{\"apiVersion\":\"weft.dev/v1\",\"kind\":\"Routee\",\"metadata\":{\"name\":\""
            + name
            + "\",\"labels\":{\"mark\":\"1.1\"}},\"spec\":{"
            + spec
            + "}}";
    put(what, name, field, document.getBytes(StandardCharsets.UTF_8));
  }

  private void put(String what, String name, String field, byte[] document) {
    byte[] body = weft ? document : gateway(name, document);
    String head = head(weft ? "PUT" : "POST", path(name), body.length);
    String sent = head + new String(body, StandardCharsets.ISO_8859_1);
    cases.add(new Case(what, name, field, sent, 0));
  }

  private static byte[] gateway(String name, byte[] document) {
    Base64.Encoder base64 = Base64.getEncoder();
    byte[] key = ("/registry/routees/default/" + name).getBytes(StandardCharsets.UTF_8);
    return ("{\"key\":\""
            + base64.encodeToString(key)
            + "\",\"value\":\""
            + base64.encodeToString(document)
            + "\"}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private String path(String name) {
    return weft ? "/apis/weft.dev/v1/namespaces/default/routees/" + name : "/v3/kv/put";
  }

  private static String head(String method, String path, long length) {
    return method
        + ' '
        + path
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private void raw(String what, String text, String name) {
    cases.add(new Case(what, name, "", text, 0));
  }
}
