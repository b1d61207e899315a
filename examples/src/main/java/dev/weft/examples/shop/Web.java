package dev.weft.examples.shop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.UUID;

/**
 * The shop's front: {@code GET /} shows the price of a cup of tea, {@code GET /buy?sku=tea&qty=2}
 * buys. Both ask the orders service, and show line by line which process of which service had a
 * hand in the answer. {@code GET /menu} asks nobody.
 */
public final class Web {
  private final Neighbour orders;

  Web(HttpClient client) {
    this.orders = new Neighbour("orders", client);
  }

  /** Listens on {@code $PORT} until SIGTERM. */
  public static void main(String[] arguments) {
    Startup.run("web", settings -> start(settings.listen(), Neighbour.client()));
  }

  static HttpService start(InetSocketAddress listen, HttpClient client) throws IOException {
    return HttpService.start("web", listen, new Web(client)::answer);
  }

  private Answer answer(Request request)
      throws BadRequestException, CallFailedException, InterruptedException {
    if (!request.method().equals("GET")) {
      return Answer.methodNotAllowed(request.method());
    }
    Item item = Item.of(request);
    return switch (request.path()) {
      case "/menu" -> Answer.ok("tea, milk, rice");
      case "/" -> Answer.ok(orders.call("GET", "/orders" + item.query()));
      // The order's id is made here, so that a call that is repeated on the way orders only once.
      case "/buy" -> Answer.ok(orders.call("PUT", "/orders/" + UUID.randomUUID() + item.query()));
      default -> Answer.notFound(request.path());
    };
  }
}
