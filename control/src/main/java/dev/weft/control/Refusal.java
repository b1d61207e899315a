package dev.weft.control;

import dev.weft.model.resource.FieldError;
import java.util.List;
import java.util.Map;

/** Why a request is not carried out: the caller's doing, not ours. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  @SuppressWarnings("serial") // never serialised
  private final List<FieldError> causes;

  @SuppressWarnings("serial") // never serialised
  private final Map<String, String> headers;

  private Refusal(int code, String reason, String message, List<FieldError> causes) {
    this(code, reason, message, causes, Map.of());
  }

  private Refusal(
      int code,
      String reason,
      String message,
      List<FieldError> causes,
      Map<String, String> headers) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.causes = causes;
    this.headers = headers;
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, "BadRequest", message, List.of());
  }

  /** A parameter or field whose value is wrong. */
  static Refusal badField(String field, String value, String accepted) {
    var error = new FieldError(field, value, accepted);
    return new Refusal(400, "BadRequest", error.message(), List.of(error));
  }

  /**
   * Nobody knows who asks (RFC 6750, section 3).
   *
   * @param error what is wrong with the token that was shown; empty if none was
   */
  static Refusal unauthorized(String message, String error) {
    String challenge =
        "Bearer realm=\"weft\"" + (error.isEmpty() ? "" : ", error=\"" + error + "\"");
    return new Refusal(
        401, "Unauthorized", message, List.of(), Map.of("WWW-Authenticate", challenge));
  }

  static Refusal tooManyRequests(String message) {
    return new Refusal(429, "TooManyRequests", message, List.of(), Map.of("Retry-After", "1"));
  }

  static Refusal forbidden(String message) {
    return new Refusal(403, "Forbidden", message, List.of());
  }

  /**
   * Known who asks, but not allowed.
   *
   * @param scope that would allow it
   */
  static Refusal lacksScope(String scope, String message) {
    String challenge = "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"";
    return new Refusal(403, "Forbidden", message, List.of(), Map.of("WWW-Authenticate", challenge));
  }

  static Refusal notFound(String message) {
    return new Refusal(404, "NotFound", message, List.of());
  }

  static Refusal noSuchPath() {
    return notFound("the server could not find the requested resource");
  }

  static Refusal methodNotAllowed(String message) {
    return new Refusal(405, "MethodNotAllowed", message, List.of());
  }

  static Refusal notAcceptable(String message) {
    return new Refusal(406, "NotAcceptable", message, List.of());
  }

  static Refusal conflict(String message) {
    return new Refusal(409, "Conflict", message, List.of());
  }

  static Refusal expired(String message) {
    return new Refusal(410, "Expired", message, List.of());
  }

  /** A version that a client has from another server, or from this one before a restore. */
  static Refusal versionToCome(long asked, long now) {
    var error = new FieldError("resourceVersion", Long.toString(asked), "at most " + now);
    return new Refusal(
        504,
        "Timeout",
        "Too large resource version: " + asked + ", current: " + now,
        List.of(error),
        Map.of("Retry-After", "1"));
  }

  static Refusal notImplemented(String message) {
    return new Refusal(501, "NotImplemented", message, List.of());
  }

  static Refusal unsupportedMediaType(String message) {
    return new Refusal(415, "UnsupportedMediaType", message, List.of());
  }

  int code() {
    return code;
  }

  String reason() {
    return reason;
  }

  List<FieldError> causes() {
    return causes;
  }

  /** What the answer says in headers too. */
  Map<String, String> headers() {
    return headers;
  }
}
