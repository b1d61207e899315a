package dev.weft.cli.demo;

import dev.weft.model.mesh.Protocol;
import java.util.Arrays;
import java.util.Locale;

/** The shop's services, in the order in which they are started: those that are needed first. */
enum Trade {
  INVENTORY(2, Protocol.TCP, "Inventory"),
  PRICING(2, Protocol.GRPC, "Pricing"),
  PAYMENTS(3, Protocol.HTTP, "Payments"),
  ORDERS(3, Protocol.HTTP, "Orders"),
  WEB(2, Protocol.HTTP, "Web");

  private final int count;
  private final Protocol protocol;
  private final String className;

  Trade(int count, Protocol protocol, String className) {
    this.count = count;
    this.protocol = protocol;
    this.className = className;
  }

  /** How many processes the demo begins with. */
  static int total() {
    return Arrays.stream(values()).mapToInt(Trade::count).sum();
  }

  /** How many of it the demo begins with. */
  int count() {
    return count;
  }

  Protocol protocol() {
    return protocol;
  }

  /** The service's name. */
  String service() {
    return name().toLowerCase(Locale.ROOT);
  }

  String mainClass() {
    return "dev.weft.examples.shop." + className;
  }
}
