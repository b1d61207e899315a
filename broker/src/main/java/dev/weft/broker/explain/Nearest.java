package dev.weft.broker.explain;

import dev.weft.model.mesh.ServiceName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Names of services that somebody may have meant. */
final class Nearest {
  private static final int SHOWN = 3;
  private static final int MOST_EDITS = 3;

  private record Near(ServiceName name, int edits) {}

  private Nearest() {}

  /** The nearest first: those of the same name elsewhere, then those with a few letters changed. */
  static List<String> to(String authority, Collection<ServiceName> services) {
    Optional<ServiceName> meant = ServiceName.ofAuthority(authority);
    String name = meant.map(ServiceName::name).orElse(authority);
    return services.stream()
        .map(one -> new Near(one, edits(name, one.name())))
        .filter(near -> near.edits <= Math.min(MOST_EDITS, Math.max(1, name.length() / 2)))
        .sorted(Comparator.comparingInt(Near::edits).thenComparing(Near::name))
        .limit(SHOWN)
        .map(near -> near.name.toString())
        .toList();
  }

  /** Letters to insert, drop or change, two that are swapped counting once (Damerau, 1964). */
  private static int edits(String one, String other) {
    int[][] cost = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
        }
      }
    }
    return cost[one.length()][other.length()];
  }
}
