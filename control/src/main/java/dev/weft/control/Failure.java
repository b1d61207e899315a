package dev.weft.control;

import dev.weft.control.json.MalformedJsonException;
import dev.weft.control.json.PatchException;
import dev.weft.control.protobuf.ProtobufException;
import dev.weft.model.resource.FieldError;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.registry.CatalogException;
import dev.weft.registry.store.StoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A failed request as a Kubernetes Status document. This file alone decides which error becomes
 * which code.
 *
 * @param reason one word that clients act on, such as {@code Conflict}
 */
record Failure(int code, String reason, String message, List<FieldError> causes) {
  private static final System.Logger LOG = System.getLogger(Failure.class.getName());

  static Failure of(RuntimeException error) {
    return switch (error) {
      case Refusal r -> new Failure(r.code(), r.reason(), text(r), r.causes());
      // Kubernetes answers 422; to a client that knows only HTTP, 400 says the same.
      case InvalidResourceException e -> new Failure(400, "Invalid", text(e), e.errors());
      case MalformedJsonException e -> new Failure(400, "BadRequest", text(e), List.of());
      case ProtobufException e ->
          new Failure(400, "BadRequest", "the protobuf body " + text(e), List.of());
      case PatchException e ->
          new Failure(400, "BadRequest", "the patch does not fit: " + text(e), List.of());
      case CatalogException e -> ofCatalog(e);
      // A full disk, say: its message is made for whoever wrote, and the same call may work later.
      case StoreException e -> new Failure(503, "ServiceUnavailable", text(e), List.of());
      default -> unexpected(error);
    };
  }

  private static Failure ofCatalog(CatalogException error) {
    return switch (error) {
      case CatalogException.NotFound e -> new Failure(404, "NotFound", text(e), List.of());
      case CatalogException.AlreadyExists e ->
          new Failure(409, "AlreadyExists", text(e), List.of());
      case CatalogException.Conflict e -> new Failure(409, "Conflict", text(e), List.of());
      case CatalogException.Terminating e ->
          new Failure(
              403,
              "Forbidden",
              text(e),
              List.of(
                  new FieldError(
                      "metadata.namespace", e.namespace(), "one that is not being deleted")));
      case CatalogException.RevisionGone e -> new Failure(410, "Expired", text(e), List.of());
    };
  }

  /** What nobody foresaw: the caller gets an id, the log the error under it. */
  static Failure unexpected(Throwable error) {
    String id = UUID.randomUUID().toString().substring(0, 8);
    LOG.log(System.Logger.Level.ERROR, "API error " + id, error);
    return new Failure(
        500,
        "InternalError",
        "the registry failed to answer; its log has the details under the id " + id,
        List.of());
  }

  static Failure ofTransport(int code, String phrase) {
    String reason =
        switch (code) {
          case 403 -> "Forbidden";
          case 404 -> "NotFound";
          case 405 -> "MethodNotAllowed";
          case 408 -> "Timeout";
          case 413 -> "RequestEntityTooLarge";
          case 503 -> "ServiceUnavailable";
          default -> code < 500 ? "BadRequest" : "InternalError";
        };
    return new Failure(code, reason, "the request cannot be read: " + phrase, List.of());
  }

  Map<String, Object> toTree() {
    return toTree(null);
  }

  /** The document, with what was asked for in its details where that is known. */
  Map<String, Object> toTree(@Nullable Target target) {
    var details = new LinkedHashMap<String, Object>();
    if (target != null) {
      if (target.name() != null) {
        details.put("name", target.name());
      }
      details.put("group", target.kind().group());
      details.put("kind", target.kind().plural());
    }
    if (!causes.isEmpty()) {
      details.put("causes", causes.stream().map(this::cause).toList());
    }
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", "Status");
    tree.put("apiVersion", "v1");
    tree.put("metadata", Map.of());
    tree.put("status", "Failure");
    tree.put("message", message);
    tree.put("reason", reason);
    if (!details.isEmpty()) {
      tree.put("details", details);
    }
    tree.put("code", code);
    return tree;
  }

  private Map<String, Object> cause(FieldError error) {
    return Map.of(
        "reason",
        switch (code) {
          case 403 -> "NamespaceTerminating";
          case 504 -> "ResourceVersionTooLarge";
          default -> error.value().isEmpty() ? "FieldValueRequired" : "FieldValueInvalid";
        },
        "field",
        error.path(),
        "message",
        withoutPath(error));
  }

  /** Clients put the field before the message themselves. */
  private static String withoutPath(FieldError error) {
    String prefix = error.path() + ": ";
    String message = error.message();
    return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
  }

  private static String text(Throwable error) {
    return String.valueOf(error.getMessage());
  }
}
