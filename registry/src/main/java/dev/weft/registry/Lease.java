package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedCollection;
import org.jspecify.annotations.Nullable;

/**
 * How long one routee may stay, or all routees of one agent. At any time it is a link in one list:
 * of a slot of the {@link LeaseWheel}, or of those that have lapsed. Belongs to the {@link
 * LeaseTable}'s lock.
 */
final class Lease {
  /** The agent whose lease it is; null for a routee's own. */
  final @Nullable String agent;

  /** The routees that it covers. */
  final SequencedCollection<RouteeId> routees;

  /** Who registered the routee; empty if nobody said so, and for agents. */
  String owner = "";

  long generation;
  long ttlNanos;
  long deadlineNanos;

  /** When it was found to have lapsed; without meaning before. */
  long lapsedNanos;

  boolean lapsed;

  /** The deadline by which it was put into the wheel; later renewals leave it there. */
  long armedNanos;

  Lease previous = this;
  Lease next = this;

  private Lease(@Nullable String agent, SequencedCollection<RouteeId> routees) {
    this.agent = agent;
    this.routees = routees;
  }

  static Lease ofRoutee(RouteeId id) {
    return new Lease(null, List.of(id));
  }

  static Lease ofAgent(String name) {
    return new Lease(name, new LinkedHashSet<>());
  }

  /** The head of an empty list. */
  static Lease head() {
    return new Lease(null, List.of());
  }

  /** Puts it behind all others of a list. */
  void appendTo(Lease head) {
    unlink();
    previous = head.previous;
    next = head;
    head.previous.next = this;
    head.previous = this;
  }

  void unlink() {
    previous.next = next;
    next.previous = previous;
    previous = this;
    next = this;
  }
}
