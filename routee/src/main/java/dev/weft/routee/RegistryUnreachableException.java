package dev.weft.routee;

/** The registry did not answer, or not now; the same call may succeed later. */
public final class RegistryUnreachableException extends RegistryException {
  private static final long serialVersionUID = 1L;

  RegistryUnreachableException(String message) {
    super(message);
  }

  RegistryUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
