package dev.weft.examples.shop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The legacy system: a line protocol on raw TCP, older than HTTP in this house.
 *
 * <pre>
 * RESERVE tea 2   → OK inventory pid 4711 port 8081 reserved 2 tea, 998 left
 * PING            → PONG inventory pid 4711 port 8081
 * SLOW 400        → OK …   the trouble-maker: each answer takes 400 ms more, until SLOW 0
 * QUIT            → hangs up
 * </pre>
 *
 * Anything else is answered with ERR and a reason. The stock is in memory, and a lorry with more
 * comes whenever it would not do.
 */
public final class Inventory {
  private static final int LORRY_LOAD = 1_000;

  private final ConcurrentHashMap<String, Integer> stock = new ConcurrentHashMap<>();
  private final Pace pace;

  Inventory(Pace pace) {
    this.pace = pace;
  }

  /** Listens on {@code $PORT} until SIGTERM. */
  public static void main(String[] arguments) {
    Startup.run("inventory", settings -> start(settings.listen()));
  }

  static LineService start(InetSocketAddress listen) throws IOException {
    var pace = new Pace();
    return LineService.start("inventory", listen, new Inventory(pace)::answer, pace);
  }

  private String answer(Instance self, String line) throws InterruptedException {
    String[] words = line.strip().split(" +", -1);
    try {
      return switch (words[0]) {
        case "PING" -> "PONG " + self;
        case "RESERVE" -> reserve(self, words);
        case "SLOW" -> slow(words);
        default -> "ERR the words here are RESERVE, PING, SLOW and QUIT";
      };
    } catch (BadRequestException e) {
      return "ERR " + e.getMessage();
    }
  }

  private String reserve(Instance self, String[] words)
      throws BadRequestException, InterruptedException {
    if (words.length != 3) {
      throw new BadRequestException("say RESERVE, what, and how many: RESERVE tea 2");
    }
    Item item = Item.of(words[1], words[2]);
    pace.work();
    Integer left =
        stock.merge(
            item.sku(),
            LORRY_LOAD - item.quantity(),
            (had, fresh) -> (had >= item.quantity() ? had : had + LORRY_LOAD) - item.quantity());
    return "OK " + self + " reserved " + item.quantity() + " " + item.sku() + ", " + left + " left";
  }

  private String slow(String[] words) throws BadRequestException {
    pace.slowBy(words.length == 2 ? words[1] : "");
    return "OK each answer takes " + pace.slowMillis() + " ms more than usual";
  }
}
