package dev.weft.model.resource;

/**
 * Why a field is refused.
 *
 * @param path from the document's root, such as {@code spec.ports[1].port}
 * @param value what stood there, shortened; empty if nothing did
 * @param accepted what would be right, in words
 */
public record FieldError(String path, String value, String accepted) {
  /** One sentence for people. */
  public String message() {
    return value.isEmpty()
        ? path + ": required: " + accepted
        : path + ": \"" + value + "\" is not " + accepted;
  }
}
