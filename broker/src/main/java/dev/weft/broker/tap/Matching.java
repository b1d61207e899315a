package dev.weft.broker.tap;

import dev.weft.broker.observe.ObservedExchange;
import dev.weft.broker.observe.Outcome;
import dev.weft.broker.observe.Trail;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.ExchangeFilter;
import org.jspecify.annotations.Nullable;

/** Whether an exchange is one that somebody wants to see. */
final class Matching {
  private final ExchangeFilter filter;
  private final @Nullable ServiceName service;

  Matching(ExchangeFilter filter) {
    this.filter = filter;
    service =
        filter.service().isEmpty()
            ? null
            : ServiceName.ofAuthority(filter.service())
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "service \"" + filter.service() + "\" is no service's name"));
  }

  /** What can be told before anything is copied. */
  boolean mayMatch(ObservedExchange exchange, Outcome outcome, long durationNanos) {
    return (service == null || service.equals(exchange.service()))
        && durationNanos >= filter.slowerThan().toNanos()
        && filter.wantsStatus(outcome.status())
        && (!filter.failedOnly() || exchange.notable() == Trail.Notable.FAILED);
  }

  boolean matches(Trail trail) {
    @Nullable RouteeId routee = trail.routee();
    return (service == null || service.equals(trail.service()))
        && trail.durationNanos() >= filter.slowerThan().toNanos()
        && filter.wantsStatus(trail.outcome().status())
        && (!filter.failedOnly() || trail.notable() == Trail.Notable.FAILED)
        && (filter.routee().isEmpty() || isOrTried(trail, routee))
        && (filter.caller().isEmpty() || filter.caller().equals(trail.caller()))
        && (filter.method().isEmpty() || filter.method().equals(trail.method()))
        && (filter.path().isEmpty() || trail.path().startsWith(filter.path()));
  }

  private boolean isOrTried(Trail trail, @Nullable RouteeId routee) {
    return (routee != null && routee.toString().equals(filter.routee()))
        || trail.failedTries().stream()
            .anyMatch(one -> one.routee().toString().equals(filter.routee()));
  }
}
