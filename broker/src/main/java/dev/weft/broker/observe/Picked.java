package dev.weft.broker.observe;

import dev.weft.broker.balance.PickNote;
import dev.weft.model.mesh.RouteeId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a try is where it is. Reused; belongs to who holds it. */
public final class Picked {
  private PickNote.@Nullable Why why;
  private @Nullable RouteeId other;
  private double cost;
  private double otherCost;
  private boolean opened;

  /**
   * A routee was picked.
   *
   * @param comparedWith null if it was compared with none
   */
  public void set(PickNote note, @Nullable RouteeId comparedWith) {
    why = note.why();
    other = comparedWith;
    cost = note.cost();
    otherCost = note.otherCost();
    opened = false;
  }

  /** A try beside another is the one that counts from now on. */
  public void hedge() {
    why = PickNote.Why.HEDGE;
    other = null;
    opened = false;
  }

  /** A connection is opened for it; else one that was idle serves. */
  public void opens() {
    opened = true;
  }

  void set(Picked from) {
    why = from.why;
    other = from.other;
    cost = from.cost;
    otherCost = from.otherCost;
    opened = from.opened;
  }

  void clear() {
    why = null;
    other = null;
    opened = false;
  }

  /** Whether a connection was opened. */
  public boolean opened() {
    return opened;
  }

  /** In words; empty if nobody was picked. */
  public String words() {
    PickNote.@Nullable Why known = why;
    return switch (known) {
      case null -> "";
      case ONLY_ONE -> "the only one";
      case SESSION -> "the call's session names it";
      case KEY -> "the call's key leads to it";
      case TRIAL -> "its trial call after an ejection";
      case HEDGE -> "beside a try that took longer than most";
      case TURN -> "its turn";
      case DRAWN -> "drawn by weight";
      case CHEAPER -> other == null ? "drawn by weight" : "the cheaper of two: " + costs();
      case LEFT ->
          other == null
              ? "the only one left with room"
              : "the cheaper of two with room: " + costs();
    };
  }

  private String costs() {
    return cost(cost) + " against " + cost(otherCost) + " of " + other;
  }

  /** Nanoseconds times calls; small numbers are calls. */
  private static String cost(double cost) {
    return cost < 1e4
        ? String.format(Locale.ROOT, "%.1f calls", cost)
        : cost >= 1e12 ? "unknown" : String.format(Locale.ROOT, "%.2f ms", cost / 1e6);
  }
}
