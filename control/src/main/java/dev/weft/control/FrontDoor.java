package dev.weft.control;

import dev.weft.control.http.Exchange;
import dev.weft.control.http.Handler;
import dev.weft.control.json.Json;

/** Where the web server meets the API: makes calls of requests and words for its refusals. */
final class FrontDoor implements Handler {
  private final Api api;
  private final ControlMetrics metrics;

  FrontDoor(Api api, ControlMetrics metrics) {
    this.api = api;
    this.metrics = metrics;
  }

  @Override
  public void handle(Exchange exchange) {
    api.handle(new Call(exchange, metrics));
  }

  /** A routee's lease is renewed in memory, and there is nothing that is asked for more often. */
  @Override
  public boolean isQuick(String method, String path) {
    return method.equals("PUT") && path.endsWith("/lease") && path.contains("/routees/");
  }

  @Override
  public byte[] refusal(int code, String why) {
    metrics.answered("other", null, code);
    return Json.write(Failure.ofTransport(code, why).toTree());
  }

  @Override
  public byte[] failure(Throwable error) {
    metrics.answered("other", null, 500);
    return Json.write(Failure.unexpected(error).toTree());
  }
}
