package dev.weft.broker.balance;

import java.util.Locale;

/**
 * Why the last pick fell as it did: one object of a loop that each pick writes anew, so that to
 * keep the reason costs a few stores.
 */
public final class PickNote {
  /** What decided. */
  public enum Why {
    /** There was nobody else to pick. */
    ONLY_ONE,
    /** The caller's session names it. */
    SESSION,
    /** What the policy hashes on leads to it. */
    KEY,
    /** An ejected routee's trial call. */
    TRIAL,
    /** It was the cheaper of two. */
    CHEAPER,
    /** It was its turn. */
    TURN,
    /** It was drawn by weight. */
    DRAWN,
    /** Beside another try that took longer than most. */
    HEDGE,
    /** Those that were to be picked were full or had been tried. */
    LEFT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private Why why = Why.ONLY_ONE;
  private int other = -1;
  private double cost;
  private double otherCost;
  private boolean timed;

  /** Nothing was compared. */
  public void set(Why newWhy) {
    why = newWhy;
    other = -1;
  }

  /**
   * Two were compared.
   *
   * @param newOther the place of the one that was not picked; −1 for none
   * @param newTimed whether costs are nanoseconds times calls; else they are calls
   */
  public void set(Why newWhy, int newOther, double newCost, double newOtherCost, boolean newTimed) {
    why = newWhy;
    other = newOther;
    cost = newCost;
    otherCost = newOtherCost;
    timed = newTimed;
  }

  /** The places meant were among a group's members: the same among all. */
  public void among(int[] members) {
    if (other >= 0) {
      other = members[other];
    }
  }

  public Why why() {
    return why;
  }

  /** The place of the one that it was compared with; −1 for none. */
  public int other() {
    return other;
  }

  /** Whether costs are nanoseconds times calls; else they are calls. */
  public boolean timed() {
    return timed;
  }

  /** Of one more call to the one picked. */
  public double cost() {
    return cost;
  }

  public double otherCost() {
    return otherCost;
  }
}
