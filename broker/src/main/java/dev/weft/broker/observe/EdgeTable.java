package dev.weft.broker.observe;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.EdgeSignal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one loop counts of calls, by edge. Bounded: where there are too many edges, those that are
 * new count for caller {@code other} of their service, and where even these are too many, for one
 * edge alone. Belongs to its loop.
 *
 * <p>An open-addressed table, as a look-up per call must not make a key.
 */
public final class EdgeTable {
  private static final int FEWEST = 64;
  private static final int FORGOTTEN_AFTER = 60; // turns, of a second each

  private final int most;
  private final Edge rest = new Edge(EdgeName.REST, 0);
  private @Nullable Edge[] table = new @Nullable Edge[FEWEST];
  private int size;
  private long left;

  /**
   * @param most edges at once; a tenth as many more stand for those that did not fit; 0 to count
   *     nothing at all
   */
  public EdgeTable(int most) {
    this.most = most;
  }

  /** Whether anything is counted. */
  boolean counts() {
    return most > 0;
  }

  /** The edge of a call, made if there is room. */
  Edge edge(String caller, ServiceName service, String route, @Nullable RouteeId routee) {
    @Nullable Edge known = find(caller, service, route, routee, size < most);
    if (known != null) {
      return known;
    }
    left++;
    @Nullable Edge other = find(EdgeName.OTHER, service, "", null, size < most + most / 10);
    return other == null ? rest : other;
  }

  private @Nullable Edge find(
      String caller, ServiceName service, String route, @Nullable RouteeId routee, boolean make) {
    int hash = Edge.hash(caller, service, route, routee);
    int mask = table.length - 1;
    int at = hash & mask;
    for (@Nullable Edge one = table[at]; one != null; one = table[at]) {
      if (one.hash == hash && one.is(caller, service, route, routee)) {
        return one;
      }
      at = (at + 1) & mask;
    }
    return make ? add(new Edge(new EdgeName(caller, service, route, routee), hash)) : null;
  }

  private Edge add(Edge edge) {
    if ((size + 1) * 2 > table.length) {
      rebuild(table.length * 2, 0);
    }
    put(edge);
    size++;
    return edge;
  }

  private void put(Edge edge) {
    int mask = table.length - 1;
    int at = edge.hash & mask;
    while (table[at] != null) {
      at = (at + 1) & mask;
    }
    table[at] = edge;
  }

  /** What happened since the last time; edges on which nothing did for a minute are let go. */
  public List<EdgeSignal> take() {
    var taken = new ArrayList<EdgeSignal>();
    int idle = 0;
    for (@Nullable Edge one : table) {
      if (one != null) {
        add(taken, one);
        idle += one.idleTurns() >= FORGOTTEN_AFTER ? 1 : 0;
      }
    }
    add(taken, rest);
    if (idle > 0) {
      rebuild(table.length, FORGOTTEN_AFTER);
    }
    return taken;
  }

  private static void add(List<EdgeSignal> taken, Edge edge) {
    @Nullable EdgeSignal signal = edge.take();
    if (signal != null) {
      taken.add(signal);
    }
  }

  /**
   * @param idleTurns of those that are left out; 0 for none
   */
  private void rebuild(int length, int idleTurns) {
    @Nullable Edge[] old = table;
    table = new @Nullable Edge[length];
    int kept = 0;
    for (@Nullable Edge one : old) {
      if (one != null && (idleTurns == 0 || one.idleTurns() < idleTurns)) {
        put(one);
        kept++;
      }
    }
    size = kept;
  }

  /** How many calls found no room for their edge since the start. */
  public long left() {
    return left;
  }

  /** How many edges there are. */
  public int size() {
    return size;
  }
}
