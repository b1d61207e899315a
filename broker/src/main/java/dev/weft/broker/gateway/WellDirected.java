package dev.weft.broker.gateway;

import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether calls belong on a connection (RFC 9110, section 7.4): one for another listener may not
 * come by this one's certificates and demands. Looks up nothing while it is asked of the same
 * authority. Belongs to its connection's loop.
 */
final class WellDirected implements Predicate<String> {
  private final Supplier<Doors> doors;
  private final Door came;
  private @Nullable Doors seen;
  private String good = ""; // the authority that was asked for last and belongs here

  /**
   * @param doors the newest
   * @param came by which the connection has come
   */
  WellDirected(Supplier<Doors> doors, Door came) {
    this.doors = doors;
    this.came = came;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the same object while nothing changes
  public boolean test(String authority) {
    Doors now = doors.get();
    if (now == seen && authority.equals(good)) {
      return true;
    }
    @Nullable Door meant = now.byHost().find(authority);
    if (meant == null || !meant.isAsGoodAs(came)) {
      return false;
    }
    seen = now;
    good = authority;
    return true;
  }
}
