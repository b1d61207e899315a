package dev.weft.examples.shop;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Takes money, or says that it does: {@code GET /pay} says what it would take, {@code PUT
 * /pay/ORDER} and {@code POST /pay} take it. The parameter {@code cents} says how much; without it
 * each piece costs 2.50.
 */
public final class Payments {
  private static final int CENTS_EACH = 250;
  private static final int MAX_CENTS = 10_000_000;

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
    String price = price(item, request.parameter("cents", ""));
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

  private static String price(Item item, String told) throws BadRequestException {
    int cents = CENTS_EACH * item.quantity();
    if (!told.isEmpty()) {
      try {
        cents = Integer.parseUnsignedInt(told);
      } catch (NumberFormatException e) {
        cents = -1;
      }
    }
    if (cents < 0 || cents > MAX_CENTS) {
      throw new BadRequestException("cents is '" + told + "', not a number from 0 to " + MAX_CENTS);
    }
    return "%d.%02d".formatted(cents / 100, cents % 100);
  }
}
