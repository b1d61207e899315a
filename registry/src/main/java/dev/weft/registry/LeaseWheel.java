package dev.weft.registry;

import java.util.function.Consumer;

/**
 * Finds the leases that lapse, at constant cost each: a hashed timing wheel (Varghese and Lauck,
 * "Hashed and Hierarchical Timing Wheels", SOSP 1987, scheme 6). A lease lies in the slot of its
 * deadline; each tick looks at one slot. A renewal only moves the lease's deadline: the lease
 * itself is moved when its old slot comes round, so a renewal touches no list and makes no garbage.
 *
 * <p>Belongs to the {@link LeaseTable}'s lock.
 */
final class LeaseWheel {
  private static final int SLOTS = 1024;

  private final Lease[] slots = new Lease[SLOTS];
  private final long originNanos;
  private final long tickNanos;
  private long turned;

  LeaseWheel(long originNanos, long tickNanos) {
    this.originNanos = originNanos;
    this.tickNanos = tickNanos;
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = Lease.head();
    }
  }

  /** Puts a lease into the slot of its deadline, from wherever it was. */
  void arm(Lease lease) {
    lease.armedNanos = lease.deadlineNanos;
    lease.appendTo(slots[slot(lease.deadlineNanos)]);
  }

  /** Takes a newer deadline; only one that is earlier than the slot's needs another place. */
  void moveTo(Lease lease, long deadlineNanos) {
    lease.deadlineNanos = deadlineNanos;
    if (deadlineNanos - lease.armedNanos < 0) {
      arm(lease);
    }
  }

  /** Comes to a time: hands over each lease whose deadline has passed, taken out of the wheel. */
  void turn(long nowNanos, Consumer<Lease> onLapse) {
    long now = Math.floorDiv(nowNanos - originNanos, tickNanos);
    long first = Math.max(turned + 1, now - SLOTS + 1);
    for (long tick = first; tick <= now; tick++) {
      turnSlot((int) (tick % SLOTS), nowNanos, onLapse);
    }
    turned = Math.max(turned, now);
  }

  private void turnSlot(int slot, long nowNanos, Consumer<Lease> onLapse) {
    Lease head = slots[slot];
    Lease last = head.previous;
    for (Lease lease = head.next; lease != head; ) {
      Lease next = lease.next;
      boolean end = lease.equals(last); // those put here from now on wait for the next round
      if (lease.deadlineNanos - nowNanos <= 0) {
        lease.unlink();
        onLapse.accept(lease);
      } else {
        arm(lease);
      }
      if (end) {
        return;
      }
      lease = next;
    }
  }

  /** The slot that is turned first after a deadline. */
  private int slot(long deadlineNanos) {
    long tick = Math.ceilDiv(deadlineNanos - originNanos, tickNanos);
    return (int) (Math.max(tick, turned + 1) % SLOTS);
  }
}
