package dev.weft.control;

import dev.weft.control.json.Json;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.DirectHandlers;

/** Requests that the HTTP layer refuses before they reach {@link Api}, answered in its manner. */
final class TransportErrors {
  private TransportErrors() {}

  static DirectHandlers asStatusDocuments() {
    var handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, TransportErrors::answer);
    }
    return handlers.build();
  }

  private static DirectHandler.TransportResponse answer(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      io.helidon.http.Status status,
      io.helidon.http.ServerResponseHeaders headers,
      String message) {
    Failure failure = Failure.ofTransport(status.code(), status.reasonPhrase());
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, Call.JSON)
        .keepAlive(type.keepAlive())
        .entity(Json.write(failure.toTree()))
        .build();
  }
}
