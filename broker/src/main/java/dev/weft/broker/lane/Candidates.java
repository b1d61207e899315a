package dev.weft.broker.lane;

import dev.weft.broker.balance.CallKey;
import dev.weft.broker.balance.Group;
import dev.weft.broker.balance.Grouping;
import dev.weft.broker.balance.HashTable;
import dev.weft.broker.balance.Load;
import dev.weft.broker.balance.Member;
import dev.weft.broker.balance.PickNote;
import dev.weft.broker.balance.Selector;
import dev.weft.broker.balance.SlowStart;
import dev.weft.broker.eject.Degradation;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Tier;
import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.BalancePolicy.Zones;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who of a destination's routees can be picked, and the pick. What is derived from standings and
 * weights is derived anew when one has changed, so that a pick costs the same however many routees
 * there are, and allocates nothing.
 */
final class Candidates {
  private static final int GUESSES = 4;

  private final Destination destination;
  private final BalancePolicy policy;
  private final RouteeLane[] routees;
  private final int[] tierOf;
  private final HashTable[] tables; // per tier; empty if calls have no keys
  private final int[][] tableMembers;
  private final boolean sessions;
  private final boolean limited; // by what each routee can do at once
  private final long[] sessionNames; // sorted
  private final int[] sessionMembers;
  private final String zone;
  private final RandomGenerator random;
  private final IntPredicate mayOfTable = this::mayOfTable;

  private boolean built;
  private int builtAtChange;
  private boolean starting;
  private boolean panic;
  private long againNanos;
  private boolean crowded;
  private long nowNanos; // of the pick under way
  private final PickNote note = new PickNote();
  private final boolean[] pickable;
  private Group[] groups = {};
  private Selector[] selectors = {};
  private RouteeLane[] out = {};

  // What the table that is being asked must know of the call.
  private int askedTier;
  private Collection<RouteeLane> askedTried = List.of();

  Candidates(Destination destination, RouteeLane[] routees, RandomGenerator random, String zone) {
    this.destination = destination;
    this.routees = routees;
    this.random = random;
    policy = destination.policy().balance();
    boolean zoned = policy.zones() == Zones.PREFER && !policy.algorithm().hashes();
    this.zone = zoned ? zone : "";
    sessions = policy.affinity() != null;
    limited = destination.policy().limit().maxRequests() == 0;
    pickable = new boolean[routees.length];
    tierOf = new int[routees.length];
    List<Tier> tiers = destination.tiers();
    tables = new HashTable[policy.algorithm().hashes() ? tiers.size() : 0];
    tableMembers = new int[tables.length][];
    for (int tier = 0; tier < tiers.size(); tier++) {
      Tier compiled = tiers.get(tier);
      for (int member : compiled.members()) {
        tierOf[member] = tier;
      }
      if (compiled.table() != null) {
        tables[tier] = compiled.table().table();
        tableMembers[tier] = compiled.members().stream().mapToInt(Integer::intValue).toArray();
      }
    }
    var byName = new ArrayList<Integer>();
    for (int i = 0; i < routees.length && sessions; i++) {
      byName.add(i);
    }
    byName.sort((one, other) -> Long.compare(routees[one].session(), routees[other].session()));
    sessionMembers = byName.stream().mapToInt(Integer::intValue).toArray();
    sessionNames = byName.stream().mapToLong(i -> routees[i].session()).toArray();
  }

  /** The routee of a session, if it may be picked. */
  @Nullable RouteeLane ofSession(long key, Collection<RouteeLane> tried, long nowNanos) {
    if (!sessions || key == CallKey.NONE) {
      return null;
    }
    refresh(nowNanos);
    this.nowNanos = nowNanos;
    int member = ofSession(key);
    if (member < 0 || !may(member, tried)) {
      return null;
    }
    note.set(PickNote.Why.SESSION);
    return routees[member];
  }

  private int ofSession(long key) {
    int place = Arrays.binarySearch(sessionNames, key);
    return place < 0 ? -1 : sessionMembers[place];
  }

  /** Why the last pick fell as it did; the places are among {@link #routee}. */
  PickNote note() {
    return note;
  }

  RouteeLane routee(int place) {
    return routees[place];
  }

  /** The routees that are ejected or in probation; not to be changed. */
  RouteeLane[] out(long nowNanos) {
    refresh(nowNanos);
    return out;
  }

  /** Picks a routee that was not tried; null if there is none. */
  @Nullable RouteeLane pick(Collection<RouteeLane> tried, long key, long nowNanos) {
    refresh(nowNanos);
    this.nowNanos = nowNanos;
    crowded = false;
    if (groups.length == 0) {
      return null;
    }
    boolean keyed = key != CallKey.NONE && tables.length > 0;
    int place = draw(keyed ? key : random.nextLong());
    Group group = groups[place];
    if (keyed) {
      int member = byTable(group.tier(), tried, key);
      if (member >= 0) {
        note.set(PickNote.Why.KEY);
        return routees[member];
      }
    } else {
      for (int guess = 0; guess < GUESSES; guess++) {
        int member = group.members()[selectors[place].pick(nowNanos, note)];
        if (may(member, tried)) {
          note.among(group.members());
          return routees[member];
        }
      }
    }
    return anyOther(tried);
  }

  /** Whether there is one that is neither ejected nor in probation. */
  boolean anyPassing(long nowNanos) {
    refresh(nowNanos);
    return out.length < routees.length;
  }

  /** Whether the last pick found none because those that could be picked are full. */
  boolean crowded() {
    return crowded;
  }

  /** Whether too few pass, so that picks are among all. */
  boolean panic() {
    return panic;
  }

  /** Whether there is one that was not tried. */
  boolean hasOther(Collection<RouteeLane> tried, long nowNanos) {
    refresh(nowNanos);
    for (int i = 0; i < routees.length; i++) {
      if (couldBe(i, tried)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is one that was not tried and has room for a call. */
  boolean hasRoom(Collection<RouteeLane> tried, long nowNanos) {
    refresh(nowNanos);
    this.nowNanos = nowNanos;
    for (int i = 0; i < routees.length; i++) {
      if (may(i, tried)) {
        return true;
      }
    }
    return false;
  }

  /** How long an answer takes to begin where nothing is crowded; 0 if not known. */
  long usualNanos() {
    long shortest = 0;
    for (RouteeLane routee : routees) {
      long nanos = routee.limit().usualNanos();
      shortest = shortest == 0 || (nanos > 0 && nanos < shortest) ? nanos : shortest;
    }
    return shortest;
  }

  /** When a call last left one of them; where there is none, ever so long ago. */
  long lastLeftNanos(long nowNanos) {
    long longest = Long.MAX_VALUE;
    for (RouteeLane routee : routees) {
      longest = Math.min(longest, nowNanos - routee.limit().lastLeftNanos());
    }
    return nowNanos - longest;
  }

  private boolean may(int member, Collection<RouteeLane> tried) {
    if (!couldBe(member, tried)) {
      return false;
    }
    if (limited && !routees[member].limit().hasRoom(nowNanos)) {
      crowded = true;
      return false;
    }
    return true;
  }

  private boolean couldBe(int member, Collection<RouteeLane> tried) {
    // A call that began before the newest snapshot must not go where none may go now.
    return pickable[member]
        && routees[member].standing().routee().admitted()
        && (tried.isEmpty() || !tried.contains(routees[member]));
  }

  private boolean mayOfTable(int place) {
    return may(tableMembers[askedTier][place], askedTried);
  }

  private int byTable(int tier, Collection<RouteeLane> tried, long key) {
    askedTier = tier;
    askedTried = tried;
    int place = tables[tier].pick(key, mayOfTable);
    askedTried = List.of();
    return place < 0 ? -1 : tableMembers[tier][place];
  }

  /** Which group's turn it is: at random, or always the same for a key. */
  private int draw(long ticket) {
    if (groups.length == 1 || groups[0].share() == 1) {
      return 0;
    }
    double at = ((ticket * 0x9e3779b97f4a7c15L) >>> 11) * 0x1p-53;
    int place = 0;
    while (place < groups.length - 1 && at >= groups[place].share()) {
      at -= groups[place].share();
      place++;
    }
    return place;
  }

  /** The cheaper of the first two from somewhere, in the first group that has any left. */
  private @Nullable RouteeLane anyOther(Collection<RouteeLane> tried) {
    for (Group group : groups) {
      int[] members = group.members();
      int from = random.nextInt(members.length);
      int found = -1;
      for (int i = 0; i < members.length; i++) {
        int member = members[(from + i) % members.length];
        if (may(member, tried)) {
          if (found >= 0) {
            return routees[cheaper(found, member)];
          }
          found = member;
        }
      }
      if (found >= 0) {
        note.set(PickNote.Why.LEFT);
        return routees[found];
      }
    }
    return null;
  }

  private int cheaper(int one, int other) {
    double costOfOne = routees[one].load().cost(nowNanos);
    double costOfOther = routees[other].load().cost(nowNanos);
    if (costOfOther < costOfOne) {
      note.set(PickNote.Why.LEFT, one, costOfOther, costOfOne, true);
      return other;
    }
    note.set(PickNote.Why.LEFT, other, costOfOne, costOfOther, true);
    return one;
  }

  /** What a pick goes by, without picking; not to be changed. */
  PickBasis basis(long nowNanos) {
    refresh(nowNanos);
    return new PickBasis(destination, routees, tierOf, pickable, groups, selectors, limited, out);
  }

  /** Where a call with a key would go if all had room; −1 if the key says nothing. */
  int home(long key, long nowNanos) {
    refresh(nowNanos);
    if (key == CallKey.NONE || groups.length == 0) {
      return -1;
    }
    if (sessions) {
      int member = ofSession(key);
      return member >= 0 && couldBe(member, List.of()) ? member : -1;
    }
    if (tables.length == 0) {
      return -1;
    }
    int tier = groups[draw(key)].tier();
    int place = tables[tier].pick(key, at -> couldBe(tableMembers[tier][at], List.of()));
    return place < 0 ? -1 : tableMembers[tier][place];
  }

  private void refresh(long nowNanos) {
    int change = destination.memory().ejections().changes();
    if (!built || change != builtAtChange || (starting && nowNanos - againNanos >= 0)) {
      built = true;
      builtAtChange = change;
      build(nowNanos);
    }
  }

  private void build(long nowNanos) {
    long slowNanos = policy.slowStart().toNanos();
    var members = new ArrayList<Member>(routees.length);
    var ejected = new ArrayList<RouteeLane>();
    starting = false;
    for (int i = 0; i < routees.length; i++) {
      Standing standing = routees[i].standing();
      double part = SlowStart.part(nowNanos - standing.servingSinceNanos(), slowNanos);
      starting |= part < 1;
      boolean passing = standing.passing();
      if (!passing) {
        ejected.add(routees[i]);
      }
      int weight = Math.max(1, standing.routee().weight()); // 0 in a snapshot newer than this lane
      @Nullable Degradation degraded = standing.degraded();
      double share = degraded == null ? 1 : degraded.share();
      members.add(new Member(tierOf[i], standing.routee().zone(), weight, part * share, passing));
    }
    againNanos = nowNanos + SlowStart.stepNanos(slowNanos);
    out = ejected.toArray(RouteeLane[]::new);
    var grouping =
        new Grouping(
            members,
            destination.tiers().stream().map(Tier::size).toList(),
            zone,
            policy.panicThresholdPercent());
    panic = grouping.panic();
    for (int i = 0; i < routees.length; i++) {
      pickable[i] = grouping.mayBePicked(members.get(i));
    }
    groups = grouping.groups().toArray(Group[]::new);
    selectors = new Selector[groups.length];
    for (int i = 0; i < groups.length; i++) {
      selectors[i] = selector(groups[i]);
    }
  }

  private Selector selector(Group group) {
    var loads = new Load[group.members().length];
    for (int i = 0; i < loads.length; i++) {
      loads[i] = routees[group.members()[i]].load();
    }
    return Selector.of(policy.algorithm(), loads, group.weights(), random);
  }
}
