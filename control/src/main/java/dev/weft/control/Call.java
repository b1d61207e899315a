package dev.weft.control;

import dev.weft.control.access.Caller;
import dev.weft.control.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Belongs to the request's thread. */
final class Call {
  static final String JSON = "application/json";

  /** Far above any sensible resource, far below what hurts. */
  static final int MAX_BODY_BYTES = 1 << 20;

  private final ServerRequest request;
  private final ServerResponse response;
  private final ControlMetrics metrics;
  private String verb = "other";
  private @Nullable Target target;
  private Caller caller = Caller.NOBODY;

  Call(ServerRequest request, ServerResponse response, ControlMetrics metrics) {
    this.request = request;
    this.response = response;
    this.metrics = metrics;
  }

  String method() {
    return request.prologue().method().text();
  }

  /** The segments of the path as sent; names that need escaping name nothing here. */
  List<String> segments() {
    String path = request.path().rawPath();
    return Stream.of(path.split("/")).filter(segment -> !segment.isEmpty()).toList();
  }

  /** The first value of a header, whose name may be in any case. */
  @Nullable String header(String name) {
    return request.headers().first(HeaderNames.create(name)).orElse(null);
  }

  /** All values of Accept in one. */
  String accept() {
    return String.join(",", request.headers().values(HeaderNames.ACCEPT));
  }

  /** The media type of the body in lower case without parameters; empty if none is given. */
  String contentType() {
    String type = header("Content-Type");
    return type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }

  Optional<String> query(String name) {
    return request.query().first(name).asOptional();
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
    return request.remotePeer().address() instanceof InetSocketAddress peer
        && peer.getAddress().isLoopbackAddress();
  }

  boolean answered() {
    return response.isSent();
  }

  /**
   * @throws Refusal 413 if it is larger than {@link #MAX_BODY_BYTES}
   */
  byte[] body() {
    if (request.headers().contentLength().orElse(0) > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
      if (bytes.length > MAX_BODY_BYTES) {
        throw tooLarge();
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Refusal tooLarge() {
    return Refusal.tooLarge("the body is larger than " + MAX_BODY_BYTES + " bytes");
  }

  void sendJson(int code, Object tree) {
    send(code, JSON, Json.write(tree));
  }

  void send(int code, String contentType, byte[] body) {
    begin(code, contentType);
    response.send(body);
  }

  /** Answers 200 with a body that is written as it comes; the caller closes it. */
  OutputStream stream(String contentType) {
    begin(200, contentType);
    return response.outputStream();
  }

  void addHeader(String name, String value) {
    response.header(HeaderNames.create(name), value);
  }

  private void begin(int code, String contentType) {
    metrics.answered(verb, target == null ? null : target.kind(), code);
    response
        .status(code)
        .header(HeaderNames.CONTENT_TYPE, contentType)
        .header(HeaderNames.CACHE_CONTROL, "no-cache, private")
        .header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
  }
}
