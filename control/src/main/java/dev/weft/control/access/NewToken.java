package dev.weft.control.access;

/**
 * A token that was just made: the only time that it can be read.
 *
 * @param secret what clients send, to be shown once and kept by whoever asked for it
 */
public record NewToken(Token token, String secret) {
  /** Without the secret, so that no log has it by mistake. */
  @Override
  public String toString() {
    return "NewToken[" + token.id() + "]";
  }
}
