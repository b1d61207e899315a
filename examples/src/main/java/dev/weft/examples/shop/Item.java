package dev.weft.examples.shop;

import java.util.regex.Pattern;

/**
 * What is bought.
 *
 * @param sku 1 to 32 of a-z, 0-9 and -
 * @param quantity 1 to 1000
 */
record Item(String sku, int quantity) {
  static final int MAX_QUANTITY = 1_000;
  private static final Pattern SKU = Pattern.compile("[a-z0-9-]{1,32}");

  static Item of(String sku, String quantity) throws BadRequestException {
    if (!SKU.matcher(sku).matches()) {
      throw new BadRequestException("sku is '" + sku + "', not 1 to 32 of a-z, 0-9 and -");
    }
    try {
      int number = Integer.parseInt(quantity);
      if (number >= 1 && number <= MAX_QUANTITY) {
        return new Item(sku, number);
      }
    } catch (NumberFormatException e) {
      // refused below, in the words for a number out of range
    }
    throw new BadRequestException(
        "qty is '" + quantity + "', not a number from 1 to " + MAX_QUANTITY);
  }

  static Item of(Request request) throws BadRequestException {
    return of(request.parameter("sku", "tea"), request.parameter("qty", "1"));
  }

  String query() {
    return "?sku=" + sku + "&qty=" + quantity;
  }
}
