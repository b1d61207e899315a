package dev.weft.broker.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last exchanges of one loop, and apart from them the last that failed, were tried again or
 * were slow: so good calls do not push them out. Belongs to its loop. Keeping one writes into the
 * place of the oldest and allocates nothing.
 */
public final class TrailBook {
  private static final int RECENT = 4_096;
  private static final int NOTABLE = 2_048;
  private static final int FEWEST = 64;

  private final Ring recent;
  private final Ring notable;

  /**
   * @param loops how many share what is remembered
   */
  public TrailBook(int loops) {
    recent = new Ring(Math.max(FEWEST, RECENT / loops));
    notable = new Ring(Math.max(FEWEST, NOTABLE / loops));
  }

  /** Returns where it stands for now: as it is until the next is kept. */
  Trail keep(ObservedExchange exchange, Outcome outcome, long durationNanos) {
    Trail.Notable worthy = Trail.notable(exchange, outcome, durationNanos);
    Trail kept = (worthy == Trail.Notable.NO ? recent : notable).next();
    kept.fill(exchange, outcome, durationNanos, worthy);
    return kept;
  }

  /** A copy of the exchange of that number; null if it is not remembered. */
  public @Nullable Trail find(long number) {
    @Nullable Trail found = notable.find(number);
    @Nullable Trail other = found == null ? recent.find(number) : found;
    return other == null ? null : other.copy();
  }

  /** Copies of those that are wanted, the newest first of each kind. */
  public List<Trail> select(Predicate<Trail> wanted, int most) {
    var selected = new ArrayList<Trail>();
    recent.select(wanted, most, selected);
    notable.select(wanted, most, selected);
    return selected;
  }

  private static final class Ring {
    private final @Nullable Trail[] places;
    private int next;

    Ring(int size) {
      places = new @Nullable Trail[size];
    }

    Trail next() {
      int at = next;
      next = at + 1 == places.length ? 0 : at + 1;
      @Nullable Trail oldest = places[at];
      if (oldest == null) {
        oldest = new Trail();
        places[at] = oldest;
      }
      return oldest;
    }

    @Nullable Trail find(long number) {
      for (@Nullable Trail one : places) {
        if (one != null && one.id() == number) {
          return one;
        }
      }
      return null;
    }

    void select(Predicate<Trail> wanted, int most, List<Trail> into) {
      int found = 0;
      for (int i = 1; i <= places.length && found < most; i++) {
        @Nullable Trail one = places[(next - i + places.length) % places.length];
        if (one != null && wanted.test(one)) {
          into.add(one.copy());
          found++;
        }
      }
    }
  }
}
