package dev.weft.broker.trace;

import dev.weft.broker.observe.FailedTry;
import dev.weft.broker.observe.Outcome;
import dev.weft.broker.observe.Tracing;
import dev.weft.broker.observe.Trail;
import dev.weft.model.mesh.RouteeId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as spans in OTLP's protobuf form (opentelemetry-proto, trace/v1): one of kind SERVER
 * for what the caller asked, below it one of kind CLIENT for each try. Attributes are those of
 * OpenTelemetry's stable conventions for HTTP and RPC, and a few named {@code weft.…}.
 */
final class SpanMessage {
  private static final int SERVER = 2;
  private static final int CLIENT = 3;
  private static final int ERROR = 2;
  private static final int SAMPLED = 1;
  private static final int FIRST_SERVER_ERROR = 500;
  private static final int FIRST_CLIENT_ERROR = 400;
  private static final List<String> GRPC_CODES =
      List.of(
          "OK",
          "CANCELLED",
          "UNKNOWN",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "FAILED_PRECONDITION",
          "ABORTED",
          "OUT_OF_RANGE",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNAUTHENTICATED");
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE");

  /** Where a routee is. */
  interface Addresses {
    /** {@code host:port}; null if it is not known any more. */
    @Nullable String of(Trail trail, RouteeId routee);
  }

  private final Trail trail;
  private final Tracing tracing;
  private final long wallOffsetNanos;
  private final Addresses addresses;

  /**
   * @param wallOffsetNanos what the clock's nanoseconds lack to those since 1970
   */
  SpanMessage(Trail trail, Tracing tracing, long wallOffsetNanos, Addresses addresses) {
    this.trail = trail;
    this.tracing = tracing;
    this.wallOffsetNanos = wallOffsetNanos;
    this.addresses = addresses;
  }

  /** Writes all spans as entries of a field of a ScopeSpans. */
  void writeTo(ProtoWriter scope, int field) {
    scope.message(field, this::server);
    int place = 0;
    for (FailedTry one : trail.failedTries()) {
      client(scope, field, place, one.routee(), one, one.beganNanos(), one.tookNanos());
      place++;
    }
    @Nullable RouteeId last = trail.routee();
    if (last != null && (place == 0 || trail.failedTries().getLast().followed())) {
      long took = trail.beganNanos() + trail.durationNanos() - trail.triedNanos();
      client(scope, field, place, last, null, trail.triedNanos(), took);
    }
  }

  private void server(ProtoWriter span) {
    begin(span, tracing.span(), tracing.parentSpan(), SERVER);
    times(span, trail.beganNanos(), trail.durationNanos());
    call(span);
    String authority = trail.authority();
    address(span, authority);
    text(span, "client.address", trail.callerAddress());
    text(span, "url.scheme", trail.secure() ? "https" : "http");
    text(span, "url.path", trail.path());
    number(span, "http.response.body.size", trail.bytesOut());
    number(span, "http.request.body.size", trail.bytesIn());
    text(span, "weft.exchange", String.format(Locale.ROOT, "%016x", trail.id()));
    text(span, "weft.caller", trail.caller());
    text(span, "weft.service", trail.service() == null ? "" : trail.service().toString());
    text(span, "weft.routee", trail.routee() == null ? "" : trail.routee().toString());
    text(span, "weft.route", trail.route());
    if (trail.retries() > 0) {
      number(span, "weft.retries", trail.retries());
    }
    answer(span, FIRST_SERVER_ERROR);
  }

  private void client(
      ProtoWriter scope,
      int field,
      int place,
      RouteeId routee,
      @Nullable FailedTry failed,
      long beganNanos,
      long tookNanos) {
    long id = failed == null ? trail.trySpan() : failed.span();
    if (id == 0) {
      return; // nothing was sent that could have a span
    }
    scope.message(
        field,
        span -> {
          begin(span, id, tracing.span(), CLIENT);
          times(span, beganNanos, tookNanos);
          call(span);
          @Nullable String at = addresses.of(trail, routee);
          if (at != null) {
            address(span, at);
            text(span, "url.full", "http://" + at + trail.path());
          }
          text(span, "weft.routee", routee.toString());
          if (place > 0) {
            number(span, "http.request.resend_count", place);
          }
          if (failed == null) {
            text(span, "weft.pick", trail.picked().words());
            answer(span, FIRST_CLIENT_ERROR);
          } else {
            text(span, "weft.pick", failed.pick());
            text(span, "weft.next", failed.next());
            text(span, "error.type", failed.error());
            status(span, failed.detail());
          }
        });
  }

  private void begin(ProtoWriter span, long id, long parent, int kind) {
    span.ids(1, tracing.traceHigh(), tracing.traceLow());
    span.ids(2, id);
    span.text(3, tracing.state());
    if (parent != 0) {
      span.ids(4, parent);
    }
    span.text(5, name());
    span.number(6, kind);
    span.fixed32(16, tracing.sampled() ? SAMPLED : 0);
  }

  private String name() {
    return isGrpc() ? trail.path().substring(1) : method();
  }

  private boolean isGrpc() {
    return trail.grpcStatus() >= 0 && trail.path().startsWith("/");
  }

  private String method() {
    return METHODS.contains(trail.method()) ? trail.method() : "_OTHER";
  }

  private void times(ProtoWriter span, long beganNanos, long tookNanos) {
    span.fixed64(7, beganNanos + wallOffsetNanos);
    span.fixed64(8, beganNanos + tookNanos + wallOffsetNanos);
  }

  private void call(ProtoWriter span) {
    text(span, "http.request.method", method());
    int slash = trail.protocol().indexOf('/');
    if (slash > 0) {
      text(span, "network.protocol.name", trail.protocol().substring(0, slash));
      text(span, "network.protocol.version", trail.protocol().substring(slash + 1));
    }
    if (isGrpc()) {
      text(span, "rpc.system.name", "grpc");
      text(span, "rpc.method", name());
      int status = trail.grpcStatus();
      text(
          span,
          "rpc.response.status_code",
          status < GRPC_CODES.size() ? GRPC_CODES.get(status) : Integer.toString(status));
    }
  }

  private static void address(ProtoWriter span, String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > authority.indexOf(']') && colon < authority.length() - 1;
    text(span, "server.address", port ? authority.substring(0, colon) : authority);
    if (port) {
      number(span, "server.port", Integer.parseInt(authority.substring(colon + 1)));
    }
  }

  private void answer(ProtoWriter span, int firstError) {
    Outcome outcome = trail.outcome();
    if (outcome.status() > 0 && !(outcome instanceof Outcome.CallerLeft)) {
      number(span, "http.response.status_code", outcome.status());
    }
    String error =
        switch (outcome) {
          case Outcome.Refused refused -> refused.error();
          case Outcome.Cut _ -> "cut";
          case Outcome.CallerLeft _ -> "caller_left";
          default -> outcome.status() >= firstError ? Integer.toString(outcome.status()) : "";
        };
    boolean grpcError = isGrpc() && trail.notable() == Trail.Notable.FAILED;
    if (error.isEmpty() && grpcError) {
      error = GRPC_CODES.get(Math.min(trail.grpcStatus(), GRPC_CODES.size() - 1));
    }
    boolean left = outcome instanceof Outcome.CallerLeft; // which is no failure of the server
    boolean ours = outcome instanceof Outcome.Refused && outcome.status() < firstError;
    if (!error.isEmpty() && !ours) {
      text(span, "error.type", error);
      if (!left) {
        status(span, "");
      }
    }
  }

  private static void status(ProtoWriter span, String message) {
    span.message(
        15,
        status -> {
          status.text(2, message);
          status.number(3, ERROR);
        });
  }

  static void text(ProtoWriter into, String key, String value) {
    if (!value.isEmpty()) {
      attribute(into, 9, key, any -> any.text(1, value));
    }
  }

  private static void number(ProtoWriter into, String key, long value) {
    attribute(into, 9, key, any -> any.present(3, value));
  }

  static void attribute(ProtoWriter into, int field, String key, ProtoWriter.Fields value) {
    into.message(
        field,
        entry -> {
          entry.text(1, key);
          entry.message(2, value);
        });
  }
}
