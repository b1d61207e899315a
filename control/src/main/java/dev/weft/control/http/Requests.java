package dev.weft.control.http;

import java.util.concurrent.ThreadFactory;

/** Hands complete requests to the handler, each on a thread that suits it. */
final class Requests {
  private static final System.Logger LOG = System.getLogger(Requests.class.getName());
  private static final ThreadFactory THREADS = Thread.ofVirtual().name("weft-api").factory();

  /** What can be read without holding up the other connections of the loop. */
  private static final int QUICK_BODY_BYTES = 4 * 1024;

  private final Handler handler;
  private final BodyBudget budget = new BodyBudget();

  Requests(Handler handler) {
    this.handler = handler;
  }

  RequestBody newBody() {
    return new RequestBody(budget);
  }

  byte[] refusal(BadRequest refusal) {
    return handler.refusal(refusal.code(), refusal.why());
  }

  void run(Exchange exchange) {
    boolean small = exchange.body().length <= QUICK_BODY_BYTES;
    if (small && handler.isQuick(exchange.method(), exchange.path())) {
      handle(exchange);
    } else {
      THREADS.newThread(() -> handle(exchange)).start();
    }
  }

  private void handle(Exchange exchange) {
    try {
      handler.handle(exchange);
      if (!exchange.answered()) {
        throw new IllegalStateException(
            "no answer to " + exchange.method() + " " + exchange.path());
      }
    } catch (Throwable e) { // errors too: the client must hear something and the loop go on
      fail(exchange, e);
    }
  }

  private void fail(Exchange exchange, Throwable error) {
    if (exchange.answered()) {
      // Half an answer is out: only breaking the connection can say so.
      LOG.log(System.Logger.Level.DEBUG, "an answer was broken off", error);
      exchange.abort();
    } else {
      exchange.send(AnswerHead.ofJson(500), handler.failure(error));
    }
  }
}
