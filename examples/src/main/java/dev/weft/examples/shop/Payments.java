package dev.weft.examples.shop;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Takes money, or says that it does: {@code GET /pay} names the price, {@code PUT /pay/ORDER} and
 * {@code POST /pay} pay it.
 */
public final class Payments {
  private static final int CENTS_EACH = 250;

  private Payments() {}

  /** Listens on {@code $PORT} until SIGTERM. */
  public static void main(String[] arguments) {
    Startup.run("payments", settings -> start(settings.listen()));
  }

  static HttpService start(InetSocketAddress listen) throws IOException {
    return HttpService.start("payments", listen, Payments::answer);
  }

  private static Answer answer(Request request) throws BadRequestException {
    String path = request.path();
    Item item = Item.of(request);
    String price = price(item);
    if (path.equals("/pay")) {
      return switch (request.method()) {
        case "GET" -> Answer.ok(item.quantity() + " " + item.sku() + " would cost " + price);
        case "POST" -> Answer.ok("paid " + price);
        default -> Answer.methodNotAllowed(request.method());
      };
    }
    if (!path.startsWith("/pay/")) {
      return Answer.notFound(path);
    }
    return request.method().equals("PUT")
        ? Answer.ok("paid " + price + " for order " + path.substring("/pay/".length()))
        : Answer.methodNotAllowed(request.method());
  }

  private static String price(Item item) {
    int cents = CENTS_EACH * item.quantity();
    return "%d.%02d".formatted(cents / 100, cents % 100);
  }
}
