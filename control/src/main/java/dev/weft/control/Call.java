package dev.weft.control;

import dev.weft.control.access.Caller;
import dev.weft.control.http.AnswerHead;
import dev.weft.control.http.Exchange;
import dev.weft.control.http.StreamedBody;
import dev.weft.control.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Belongs to the request's thread. */
final class Call {
  static final String JSON = "application/json";

  /** What nearly every answer begins with. */
  private static final AnswerHead DONE = usual(200, JSON).build();

  private final Exchange exchange;
  private final ControlMetrics metrics;
  private final Map<String, String> headers = new LinkedHashMap<>(2);
  private String verb = "other";
  private @Nullable Target target;
  private Caller caller = Caller.NOBODY;

  Call(Exchange exchange, ControlMetrics metrics) {
    this.exchange = exchange;
    this.metrics = metrics;
  }

  /** HEAD is a GET here: its answer goes out without the body. */
  String method() {
    return exchange.method().equals("HEAD") ? "GET" : exchange.method();
  }

  /** The segments of the path as sent; names that need escaping name nothing here. */
  List<String> segments() {
    String path = exchange.path();
    var segments = new ArrayList<String>(8);
    for (int start = 0; start < path.length(); ) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      if (end > start) {
        segments.add(path.substring(start, end));
      }
      start = end + 1;
    }
    return segments;
  }

  /** The first value of a header, whose name may be in any case. */
  @Nullable String header(String name) {
    return exchange.header(name);
  }

  /** Whether the request came by TLS. */
  boolean secure() {
    return exchange.secure();
  }

  /** All values of Accept in one. */
  String accept() {
    return String.join(",", exchange.headers("Accept"));
  }

  /** The media type of the body in lower case without parameters; empty if none is given. */
  String contentType() {
    String type = header("Content-Type");
    if (type == null) {
      return "";
    }
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws Refusal 400 if the query cannot be decoded
   */
  Optional<String> query(String name) {
    try {
      return exchange.query(name);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("the query of the URL cannot be decoded");
    }
  }

  /**
   * All parameters of the query.
   *
   * @throws Refusal 400 if the query cannot be decoded
   */
  Map<String, List<String>> queries() {
    try {
      return exchange.queries();
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("the query of the URL cannot be decoded");
    }
  }

  /** Notes what the request turned out to ask for, for metrics and error details. */
  void is(String newVerb, Target newTarget) {
    verb = newVerb;
    target = newTarget;
  }

  @Nullable Target target() {
    return target;
  }

  /** Who asks; nobody until that is known. */
  Caller caller() {
    return caller;
  }

  void isFrom(Caller newCaller) {
    caller = newCaller;
  }

  /** Whether the connection comes from this machine's loopback. */
  boolean fromHere() {
    return exchange.fromLoopback();
  }

  /** Whether the answer has begun to leave. */
  boolean answered() {
    return exchange.answered();
  }

  /** The whole body; empty if there is none. */
  byte[] body() {
    return exchange.body();
  }

  void sendJson(int code, Object tree) {
    send(code, JSON, Json.write(tree));
  }

  void send(int code, String contentType, byte[] body) {
    exchange.send(head(code, contentType), body);
  }

  /** Answers 200 with what whoever gets it may keep for a year without asking again. */
  void sendLasting(String contentType, byte[] body) {
    metrics.answered(verb, null, 200);
    AnswerHead.Builder head =
        AnswerHead.of(200)
            .with("Content-Type", contentType)
            .with("Cache-Control", "public, max-age=31536000, immutable")
            .with("X-Content-Type-Options", "nosniff");
    headers.forEach(head::with);
    exchange.send(head.build(), body);
  }

  /**
   * Answers 200 with a body that is written as it comes and no faster than the client reads; as
   * long as the writer throws before anything has left, the call can still be answered otherwise.
   */
  void stream(String contentType, StreamedBody body) {
    exchange.stream(head(200, contentType), body);
  }

  void addHeader(String name, String value) {
    headers.put(name, value);
  }

  private AnswerHead head(int code, String contentType) {
    metrics.answered(verb, target == null ? null : target.kind(), code);
    if (code == 200 && contentType.equals(JSON) && headers.isEmpty()) {
      return DONE;
    }
    AnswerHead.Builder head = usual(code, contentType);
    headers.forEach(head::with);
    return head.build();
  }

  private static AnswerHead.Builder usual(int code, String contentType) {
    return AnswerHead.of(code)
        .with("Content-Type", contentType)
        .with("Cache-Control", "no-cache, private")
        .with("X-Content-Type-Options", "nosniff");
  }
}
