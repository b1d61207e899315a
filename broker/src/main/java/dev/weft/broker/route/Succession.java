package dev.weft.broker.route;

import dev.weft.broker.eject.Address;
import dev.weft.broker.eject.ServiceEjections;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.tls.ClientTls;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The standings of one service from one state to the next. A routee's port has one for each way in
 * which it is called, as connections and failures are of that way; one whose way has changed keeps
 * its standing.
 */
final class Succession {
  private record Port(RouteeId routee, Address address) {}

  private record Called(Port port, @Nullable ClientTls tls) {}

  private final ServiceEjections ejections;
  private final long nowNanos;
  private final Map<Port, List<Standing>> before = new HashMap<>();
  private final Map<Called, Standing> after = new LinkedHashMap<>();

  /**
   * @param old those of the state before
   */
  Succession(ServiceEjections ejections, List<Standing> old, long nowNanos) {
    this.ejections = ejections;
    this.nowNanos = nowNanos;
    for (Standing standing : old) {
      var port = new Port(standing.routee().id(), standing.address());
      before.computeIfAbsent(port, it -> new ArrayList<>(1)).add(standing);
    }
  }

  /**
   * Who stands for a routee's port.
   *
   * @param tls how it is called; null for plain text
   */
  Standing of(Routee routee, Address address, @Nullable ClientTls tls) {
    var called = new Called(new Port(routee.id(), address), tls);
    return after.computeIfAbsent(called, it -> next(it, routee));
  }

  private Standing next(Called called, Routee routee) {
    List<Standing> those = before.getOrDefault(called.port, List.of());
    @Nullable Standing old = those.isEmpty() ? null : those.getFirst();
    for (Standing one : those) {
      if (one.tls() == called.tls) {
        old = one;
        break;
      }
    }
    Standing standing;
    if (old == null) {
      standing = new Standing(called.port.address, routee, ejections, nowNanos);
    } else {
      those.remove(old);
      old.update(routee, nowNanos);
      standing = old;
    }
    standing.tls(called.tls);
    return standing;
  }

  /** All that were asked for; the others of before are over. */
  List<Standing> settle() {
    before.values().forEach(those -> those.forEach(Standing::retire));
    return List.copyOf(after.values());
  }
}
