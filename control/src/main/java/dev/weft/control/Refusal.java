package dev.weft.control;

import dev.weft.model.resource.FieldError;
import java.util.List;

/** Why a request is not carried out: the caller's doing, not ours. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  @SuppressWarnings("serial") // never serialised
  private final List<FieldError> causes;

  private Refusal(int code, String reason, String message, List<FieldError> causes) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.causes = causes;
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, "BadRequest", message, List.of());
  }

  /** A parameter or field whose value is wrong. */
  static Refusal badField(String field, String value, String accepted) {
    var error = new FieldError(field, value, accepted);
    return new Refusal(400, "BadRequest", error.message(), List.of(error));
  }

  static Refusal forbidden(String message) {
    return new Refusal(403, "Forbidden", message, List.of());
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

  static Refusal tooLarge(String message) {
    return new Refusal(413, "RequestEntityTooLarge", message, List.of());
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
}
