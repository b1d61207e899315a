package dev.weft.model.resource;

import java.util.List;
import java.util.stream.Collectors;

/** A document that is refused as it stands; sending it again unchanged cannot succeed. */
public final class InvalidResourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never serialised
  private final List<FieldError> errors;

  /**
   * @param what the document, in words, such as {@code Routee}
   * @param errors at least one
   */
  public InvalidResourceException(String what, List<FieldError> errors) {
    super(
        what
            + " is invalid: "
            + errors.stream().map(FieldError::message).collect(Collectors.joining("; ")));
    this.errors = List.copyOf(errors);
  }

  /** Every field that is wrong, in the order of the document. */
  public List<FieldError> errors() {
    return errors;
  }
}
