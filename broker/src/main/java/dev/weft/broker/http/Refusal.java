package dev.weft.broker.http;

import org.jspecify.annotations.Nullable;

/**
 * An answer that the broker makes itself.
 *
 * @param status usually the error's own
 * @param detail for people: what happened, with the offending value
 */
record Refusal(
    ProxyError error,
    int status,
    String detail,
    @Nullable String service,
    @Nullable String routee) {

  static Refusal of(ProxyError error, String detail) {
    return new Refusal(error, error.status(), detail, null, null);
  }

  static Refusal badRequest(int status, String detail) {
    return new Refusal(ProxyError.REQUEST_ERROR, status, detail, null, null);
  }

  Refusal from(String newService, @Nullable String newRoutee) {
    return new Refusal(error, status, detail, newService, newRoutee);
  }
}
