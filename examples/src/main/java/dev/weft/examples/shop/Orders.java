package dev.weft.examples.shop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.UUID;

/**
 * Takes orders: {@code GET /orders} tells what one would cost, {@code PUT /orders/ID} places it
 * under the caller's own id, {@code POST /orders} under a new one. Each asks pricing over gRPC,
 * payments over HTTP and the inventory over its line protocol.
 */
public final class Orders {
  private static final String PLACED = "/orders/";

  private final Prices prices;
  private final Neighbour payments;
  private final Stock stock;

  Orders(Prices prices, HttpClient client, Stock stock) {
    this.prices = prices;
    this.payments = new Neighbour("payments", client);
    this.stock = stock;
  }

  /** Listens on {@code $PORT} until SIGTERM; {@code $INVENTORY_SERVICE_HOST:PORT} is the stock. */
  public static void main(String[] arguments) {
    Startup.run(
        "orders",
        settings -> {
          InetSocketAddress listen = settings.listen();
          var stock = new Stock(settings.address("INVENTORY"));
          return start(listen, Prices.throughTheProxy(), Neighbour.client(), stock);
        });
  }

  static HttpService start(InetSocketAddress listen, Prices prices, HttpClient client, Stock stock)
      throws IOException {
    return HttpService.start("orders", listen, new Orders(prices, client, stock)::answer);
  }

  private Answer answer(Request request)
      throws BadRequestException, CallFailedException, InterruptedException {
    Item item = Item.of(request);
    String path = request.path();
    if (path.equals("/orders")) {
      return switch (request.method()) {
        case "GET" -> {
          Prices.Price price = prices.of(item);
          String pay = payments.call("GET", "/pay" + item.query() + "&cents=" + price.cents());
          yield Answer.ok(price.line() + "\n" + pay + "\n" + stock.ping());
        }
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
    Prices.Price price = prices.of(item);
    String reserved = stock.reserve(item);
    String paid = payments.call("PUT", "/pay/" + id + item.query() + "&cents=" + price.cents());
    return Answer.ok(price.line() + "\n" + paid + "\n" + reserved);
  }
}
