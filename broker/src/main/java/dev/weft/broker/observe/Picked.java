package dev.weft.broker.observe;

import dev.weft.broker.balance.PickNote;
import dev.weft.model.mesh.RouteeId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a try is where it is. Reused; belongs to who holds it. */
public final class Picked {
  /** What a routee costs of which nothing is known yet, and more. */
  private static final double UNKNOWN = 1e13;

  private PickNote.@Nullable Why why;
  private @Nullable RouteeId other;
  private double cost;
  private double otherCost;
  private boolean timed;
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
    timed = note.timed();
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
    timed = from.timed;
    opened = from.opened;
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
    if (cost == otherCost) {
      return "drawn first, as " + other + " costs the same";
    }
    return shown(cost) + " against " + shown(otherCost) + " of " + other;
  }

  private String shown(double of) {
    if (!timed) {
      return String.format(Locale.ROOT, "%.1f calls", of);
    }
    return of >= UNKNOWN
        ? "unknown"
        : of < 1e6
            ? String.format(Locale.ROOT, "%.1f us", of / 1e3)
            : String.format(Locale.ROOT, "%.2f ms", of / 1e6);
  }
}
