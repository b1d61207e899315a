package dev.weft.control.table;

/** How many of a service's routees take calls: {@code 2/3 passing}. */
record RouteeCount(int admitted, int all) {
  static final RouteeCount NOBODY = new RouteeCount(0, 0);

  RouteeCount plus(boolean admittedToo) {
    return new RouteeCount(admitted + (admittedToo ? 1 : 0), all + 1);
  }

  @Override
  public String toString() {
    return all == 0 ? "none" : admitted + "/" + all + " passing";
  }
}
