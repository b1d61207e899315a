package dev.weft.broker.balance;

/**
 * Members among which a selector picks for a share of the calls. The arrays are not to be changed.
 */
public final class Group {
  private final int tier;
  private final int[] members;
  private final double[] weights;
  private final double share;

  Group(int tier, int[] members, double[] weights, double share) {
    this.tier = tier;
    this.members = members;
    this.weights = weights;
    this.share = share;
  }

  public int tier() {
    return tier;
  }

  /** Their places among all members; at least one. */
  public int[] members() {
    return members;
  }

  /** Of each member, above 0. */
  public double[] weights() {
    return weights;
  }

  /** Of all calls, 0 to 1; with 0 it only serves when nobody else can. */
  public double share() {
    return share;
  }
}
