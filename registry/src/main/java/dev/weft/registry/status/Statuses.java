package dev.weft.registry.status;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares trees that came from the store with fresh ones, whose numbers may be of other types. */
final class Statuses {
  private Statuses() {}

  static boolean same(@Nullable Object one, @Nullable Object other) {
    return switch (one) {
      case Number a when other instanceof Number b -> a.longValue() == b.longValue();
      case Map<?, ?> a when other instanceof Map<?, ?> b ->
          a.size() == b.size()
              && a.entrySet().stream().allMatch(e -> same(e.getValue(), b.get(e.getKey())));
      case List<?> a when other instanceof List<?> b -> sameElements(a, b);
      case null, default -> Objects.equals(one, other);
    };
  }

  private static boolean sameElements(List<?> one, List<?> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!same(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }
}
