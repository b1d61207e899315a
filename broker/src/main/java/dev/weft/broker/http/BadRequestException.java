package dev.weft.broker.http;

import dev.weft.broker.path.Refusal;
import java.io.Serial;

/** A request that no routee may see. */
final class BadRequestException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  BadRequestException(int status, String detail) {
    this(Refusal.badRequest(status, detail));
  }

  BadRequestException(Refusal refusal) {
    super(refusal.detail(), null, false, false); // no stack trace: hostile input must stay cheap
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
