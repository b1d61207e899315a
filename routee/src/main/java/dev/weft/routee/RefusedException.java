package dev.weft.routee;

/** The registry understood and refused; the same call cannot succeed until something changes. */
public final class RefusedException extends RegistryException {
  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The HTTP status, from 300 to 499. */
  public int status() {
    return status;
  }
}
