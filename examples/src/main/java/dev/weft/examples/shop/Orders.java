package dev.weft.examples.shop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.UUID;

/**
 * Takes orders: {@code GET /orders} tells what one would cost, {@code PUT /orders/ID} places it
 * under the caller's own id, {@code POST /orders} under a new one. Each asks payments over HTTP and
 * the inventory over its line protocol.
 */
public final class Orders {
  private static final String PLACED = "/orders/";

  private final Neighbour payments;
  private final Stock stock;

  Orders(HttpClient client, Stock stock) {
    this.payments = new Neighbour("payments", client);
    this.stock = stock;
  }

  /** Listens on {@code $PORT} until SIGTERM; {@code $INVENTORY_SERVICE_HOST:PORT} is the stock. */
  public static void main(String[] arguments) {
    Startup.run(
        "orders",
        settings ->
            start(settings.listen(), Neighbour.client(), new Stock(settings.address("INVENTORY"))));
  }

  static HttpService start(InetSocketAddress listen, HttpClient client, Stock stock)
      throws IOException {
    return HttpService.start("orders", listen, new Orders(client, stock)::answer);
  }

  private Answer answer(Request request)
      throws BadRequestException, CallFailedException, InterruptedException {
    Item item = Item.of(request);
    String path = request.path();
    if (path.equals("/orders")) {
      return switch (request.method()) {
        case "GET" -> Answer.ok(payments.call("GET", "/pay" + item.query()) + "\n" + stock.ping());
        case "POST" -> place(UUID.randomUUID().toString(), item);
        default -> Answer.methodNotAllowed(request.method());
      };
    }
    if (!path.startsWith(PLACED) || path.length() == PLACED.length()) {
      return Answer.notFound(path);
    }
    return request.method().equals("PUT")
        ? place(path.substring(PLACED.length()), item)
        : Answer.methodNotAllowed(request.method());
  }

  private Answer place(String id, Item item)
      throws BadRequestException, CallFailedException, InterruptedException {
    try {
      UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("the order's id is '" + id + "', not a UUID");
    }
    String reserved = stock.reserve(item);
    String paid = payments.call("PUT", "/pay/" + id + item.query());
    return Answer.ok(paid + "\n" + reserved);
  }
}
