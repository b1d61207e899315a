package dev.weft.registry.alert;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.registry.observe.Calls;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that rules look at, at one time.
 *
 * @param left services whose last routee has left, and when
 * @param calls of the last half minute, by service
 * @param usualP99Nanos what is usual of late; services of which that is not known are left out
 * @param shed calls that were shed in the last ten seconds, by service
 * @param turns how often routees' states have turned in the last five minutes, the calm left out
 * @param lost agents that are silent, and since when
 * @param behind live agents whose brokers serve something too old
 * @param massLapse what is held back, in words; null in quiet times
 * @param freeBytes where the data is
 */
record Scene(
    Snapshot snapshot,
    Map<ServiceName, Instant> left,
    Map<ServiceName, Calls> calls,
    Map<ServiceName, Long> usualP99Nanos,
    Map<ServiceName, Integer> shed,
    Map<RouteeId, Turns> turns,
    Map<String, Instant> lost,
    List<String> behind,
    AlertSources.@Nullable Held massLapse,
    long freeBytes) {

  /** How often a routee has turned. */
  record Turns(@Nullable ServiceName service, int count) {}
}
