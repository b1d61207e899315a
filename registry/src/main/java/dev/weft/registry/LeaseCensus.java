package dev.weft.registry;

import java.util.List;

/**
 * How many routees have a lease, and how many of these leases have lapsed.
 *
 * @param leased routees with a lease, the lapsed ones included
 * @param lapsedAlone routees whose own lease has lapsed
 * @param lapsedAgents leases of agents that have lapsed and still cover routees
 * @param liveAgents agents whose lease has not
 * @param oldestLapseNanos when the first of the lapsed did; without meaning where none has
 */
record LeaseCensus(
    int leased, int lapsedAlone, List<Lease> lapsedAgents, int liveAgents, long oldestLapseNanos) {
  LeaseCensus {
    lapsedAgents = List.copyOf(lapsedAgents);
  }

  int lapsed() {
    return lapsedAlone + lapsedAgents.stream().mapToInt(lease -> lease.routees.size()).sum();
  }
}
