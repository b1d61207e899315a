package dev.weft.bench.registry;

import dev.weft.bench.load.Ask;
import dev.weft.bench.load.ClosedLoop;
import dev.weft.bench.server.Peer;
import java.util.ArrayDeque;
import java.util.Deque;

/** What the clients ask again and again. */
final class Scripts {
  /** Routees that are registered in turn; each time with another label. */
  static final int ROUTEES = 10_000;

  private static final int LEASE_SECONDS = 600;

  private Scripts() {}

  /** Registers without a lease, each time a change. */
  static ClosedLoop.Script registrations() {
    return new ClosedLoop.Script() {
      private long mark;

      @Override
      public Ask next() {
        mark++;
        return new Ask.Register((int) (mark % ROUTEES), mark, 0, 0);
      }
    };
  }

  /**
   * Registers with a lease. Where that takes two requests one client sends both, one after the
   * other, and the second is what counts; each client keeps its own place.
   */
  static ClosedLoop.Script leasedRegistrations(Peer peer) {
    return new ClosedLoop.Script() {
      private final Deque<Ask> granted = new ArrayDeque<>();
      private long mark;

      @Override
      public Ask next() {
        Ask second = granted.poll();
        if (second != null) {
          return second;
        }
        mark++;
        return peer.leased((int) (mark % ROUTEES), mark, LEASE_SECONDS, mark).getFirst();
      }

      @Override
      public void acknowledged(Ask ask) {
        if (ask instanceof Ask.Grant grant) {
          long lease = grant.lease();
          granted.add(peer.leased((int) (lease % ROUTEES), lease, LEASE_SECONDS, lease).getLast());
        }
      }
    };
  }

  /** Renews the leases of so many routees in turn. */
  static ClosedLoop.Script renewals(int routees) {
    return new ClosedLoop.Script() {
      private int next;

      @Override
      public Ask next() {
        next = (next + 1) % routees;
        return new Ask.Renew(next, next + 1);
      }
    };
  }

  /** Registers so many routees with leases, once each; then there is nothing left to ask. */
  static void registerOnce(Setting setting, dev.weft.bench.server.Server server, int routees) {
    for (int i = 0; i < routees; i++) {
      for (Ask ask : server.peer().leased(i, i + 1L, LEASE_SECONDS, i + 1L)) {
        if (!server.read(ask, piece -> {}, java.time.Duration.ofSeconds(5))) {
          throw new IllegalStateException(server.peer().name() + " refused " + ask);
        }
      }
    }
    setting.report().progress(routees + " routees with leases in " + server.peer().name());
  }
}
