package dev.weft.routee;

/** A call to the registry that did not do what it should. */
public abstract sealed class RegistryException extends Exception
    permits RefusedException, RegistryUnreachableException {
  private static final long serialVersionUID = 1L;

  RegistryException(String message) {
    super(message);
  }

  RegistryException(String message, Throwable cause) {
    super(message, cause);
  }
}
