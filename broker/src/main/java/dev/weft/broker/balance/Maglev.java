package dev.weft.broker.balance;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Maglev's lookup table (Eisenbud et al., "Maglev: A Fast and Reliable Software Network Load
 * Balancer", NSDI 2016, section 3.4): each member has its own order of all slots, and in turns
 * takes the first that is free; one of half the weight takes every second turn. Shares are even to
 * one slot; when a member leaves, few keys but its own move.
 *
 * <p>The table's size is prime, and does not follow the number of members, or every key would move.
 * With the paper's small size shares are even within 1 % up to 655 members; from 6,553 on it is the
 * paper's large one.
 */
final class Maglev implements HashTable {
  private static final int SIZE = 65_537;
  private static final int LARGE_SIZE = 655_373;
  private static final int TIMES_AGAIN = 64;

  private final char[] slots; // places of members, in which 65,535 is the highest
  private final int members;

  Maglev(List<String> names, int[] weights) {
    members = weights.length;
    if (members >= Character.MAX_VALUE) {
      throw new IllegalArgumentException(members + " members, at most 65,534");
    }
    int size = members < SIZE / 10 ? SIZE : LARGE_SIZE;
    slots = new char[size];
    Arrays.fill(slots, Character.MAX_VALUE);
    int[] next = new int[members];
    int[] skip = new int[members];
    for (int i = 0; i < members; i++) {
      long name = Hash.of(names.get(i));
      next[i] = (int) Long.remainderUnsigned(Hash.again(name, 1), size);
      skip[i] = 1 + (int) Long.remainderUnsigned(Hash.again(name, 2), size - 1);
    }
    fill(next, skip, weights);
  }

  private void fill(int[] next, int[] skip, int[] weights) {
    RoundRobin turns = RoundRobin.fromTheFirst(Arrays.stream(weights).asDoubleStream().toArray());
    for (int filled = 0; filled < slots.length; filled++) {
      int member = turns.next();
      int slot = next[member];
      while (slots[slot] != Character.MAX_VALUE) {
        slot = step(slot, skip[member]);
      }
      slots[slot] = (char) member;
      next[member] = step(slot, skip[member]);
    }
  }

  private int step(int slot, int skip) {
    int next = slot + skip;
    return next >= slots.length ? next - slots.length : next;
  }

  @Override
  public int pick(long hash, IntPredicate may) {
    for (int times = 0; times < TIMES_AGAIN; times++) {
      long key = times == 0 ? hash : Hash.again(hash, times);
      int member = slots[(int) Long.remainderUnsigned(key, slots.length)];
      if (may.test(member)) {
        return member;
      }
    }
    // Hardly anyone may: let the key say where to begin looking.
    int from = (int) Long.remainderUnsigned(hash, members);
    for (int i = 0; i < members; i++) {
      int member = (from + i) % members;
      if (may.test(member)) {
        return member;
      }
    }
    return -1;
  }
}
