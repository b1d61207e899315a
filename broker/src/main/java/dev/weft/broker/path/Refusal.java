package dev.weft.broker.path;

import org.jspecify.annotations.Nullable;

/**
 * An answer that the broker makes itself.
 *
 * @param status usually the error's own
 * @param detail for people: what happened, with the offending value
 */
public record Refusal(
    ProxyError error,
    int status,
    String detail,
    @Nullable String service,
    @Nullable String routee) {

  public static Refusal of(ProxyError error, String detail) {
    return new Refusal(error, error.status(), detail, null, null);
  }

  public static Refusal badRequest(int status, String detail) {
    return new Refusal(ProxyError.REQUEST_ERROR, status, detail, null, null);
  }

  public Refusal from(String newService, @Nullable String newRoutee) {
    return new Refusal(error, status, detail, newService, newRoutee);
  }
}
