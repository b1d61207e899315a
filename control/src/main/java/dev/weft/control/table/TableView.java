package dev.weft.control.table;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a table needs to know beside its rows. For one answer, on one thread.
 *
 * <p>The routees are asked for only if a column wants them, and then once.
 */
final class TableView {
  private final Instant now;
  private final Supplier<List<Resource>> routees;
  private @Nullable Map<ServiceName, RouteeCount> counts;

  TableView(Instant now, Supplier<List<Resource>> routees) {
    this.now = now;
    this.routees = routees;
  }

  String age(Resource resource) {
    Instant created = resource.metadata().creationTimestamp();
    return created == null ? "<unknown>" : Age.show(Duration.between(created, now));
  }

  RouteeCount routeesOf(ServiceName service) {
    Map<ServiceName, RouteeCount> known = counts;
    if (known == null) {
      known = count();
      counts = known;
    }
    return known.getOrDefault(service, RouteeCount.NOBODY);
  }

  private Map<ServiceName, RouteeCount> count() {
    var counted = new HashMap<ServiceName, RouteeCount>();
    for (Resource resource : routees.get()) {
      read(resource)
          .ifPresent(routee ->
              counted.merge(
                  routee.service(),
                  RouteeCount.NOBODY.plus(routee.admitted()),
                  (sum, one) -> sum.plus(routee.admitted())));
    }
    return counted;
  }

  /** Empty for one stored by an older version with other rules; its own row says so. */
  private static Optional<Routee> read(Resource resource) {
    try {
      return Optional.of(Routee.fromResource(resource));
    } catch (InvalidResourceException e) {
      return Optional.empty();
    }
  }
}
