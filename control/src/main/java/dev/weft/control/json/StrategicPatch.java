package dev.weft.control.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' strategic merge patch, as far as it differs from a merge patch for what the mesh
 * stores: a Service's {@code ports} are merged by their number, so that a patch may name only the
 * port that changes. Directives ({@code $patch}, {@code $setElementOrder/ports}, {@code
 * $retainKeys}) are obeyed or, where the order is all they say, dropped.
 *
 * @see <a
 *     href="https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md">strategic
 *     merge patch</a>
 */
public final class StrategicPatch {
  private static final String MERGED_LIST = "ports";
  private static final String MERGE_KEY = "port";
  private static final String DIRECTIVE = "$patch";
  private static final String ORDER = "$setElementOrder/";
  private static final String RETAIN = "$retainKeys";

  private StrategicPatch() {}

  /**
   * The document as patched; neither argument is changed.
   *
   * @throws PatchException for a directive that is not known
   */
  public static Map<String, Object> apply(Map<String, Object> document, Map<String, Object> patch) {
    if (Objects.equals(patch.get(DIRECTIVE), "replace")) {
      return withoutDirectives(patch);
    }
    var result = new LinkedHashMap<String, Object>(document);
    if (patch.get(RETAIN) instanceof List<?> kept) {
      result.keySet().retainAll(Set.copyOf(kept));
    }
    for (var entry : patch.entrySet()) {
      String name = entry.getKey();
      if (name.startsWith("$")) {
        refuseUnknown(name);
      } else {
        merge(result, name, entry.getValue());
      }
    }
    if (patch.get(ORDER + MERGED_LIST) instanceof List<?> order
        && result.get(MERGED_LIST) instanceof List<?> list) {
      result.put(MERGED_LIST, ordered(list, order));
    }
    return result;
  }

  private static void merge(Map<String, Object> result, String name, @Nullable Object value) {
    if (value == null) {
      result.remove(name);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> change = cast(map);
      if (Objects.equals(change.get(DIRECTIVE), "delete")) {
        result.remove(name);
      } else {
        result.put(
            name, apply(result.get(name) instanceof Map<?, ?> old ? cast(old) : Map.of(), change));
      }
    } else if (name.equals(MERGED_LIST) && value instanceof List<?> changes) {
      result.put(
          name, mergeList(result.get(name) instanceof List<?> old ? old : List.of(), changes));
    } else {
      result.put(name, value);
    }
  }

  private static List<Object> mergeList(List<?> old, List<?> changes) {
    var merged = new LinkedHashMap<Object, Object>();
    boolean replace = changes.stream().anyMatch(StrategicPatch::replacesList);
    if (!replace) {
      old.forEach(element -> merged.put(keyOf(element), element));
    }
    for (Object change : changes) {
      Object key = keyOf(change);
      if (replacesList(change)) {
        continue;
      }
      if (change instanceof Map<?, ?> map && Objects.equals(map.get(DIRECTIVE), "delete")) {
        merged.remove(key);
      } else if (change instanceof Map<?, ?> map && merged.get(key) instanceof Map<?, ?> present) {
        merged.put(key, apply(cast(present), cast(map)));
      } else {
        merged.put(key, change);
      }
    }
    return new ArrayList<>(merged.values());
  }

  private static boolean replacesList(Object element) {
    return element instanceof Map<?, ?> map && Objects.equals(map.get(DIRECTIVE), "replace");
  }

  private static Object keyOf(Object element) {
    @Nullable Object key = element instanceof Map<?, ?> map ? map.get(MERGE_KEY) : null;
    return key == null ? element : key;
  }

  private static List<Object> ordered(List<?> list, List<?> order) {
    var byKey = new LinkedHashMap<Object, Object>();
    list.forEach(element -> byKey.put(keyOf(element), element));
    var result = new ArrayList<Object>();
    for (Object wanted : order) {
      Object element = byKey.remove(keyOf(wanted));
      if (element != null) {
        result.add(element);
      }
    }
    result.addAll(byKey.values());
    return result;
  }

  private static Map<String, Object> withoutDirectives(Map<String, Object> patch) {
    var result = new LinkedHashMap<String, Object>(patch);
    result.keySet().removeIf(name -> name.startsWith("$"));
    return result;
  }

  private static void refuseUnknown(String directive) {
    if (!directive.startsWith(ORDER) && !directive.equals(DIRECTIVE) && !directive.equals(RETAIN)) {
      throw new PatchException(
          "the directive "
              + directive
              + " is not known; use a merge patch (application/merge-patch+json)");
    }
  }

  @SuppressWarnings("unchecked") // trees have text keys
  private static Map<String, Object> cast(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}
