package dev.weft.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code conditions} of a status: one per type, in the order in which they first came, each
 * with the time of its last change of status. Pure functions; the merge is the one of Kubernetes'
 * {@code meta.SetStatusCondition}.
 */
public final class Conditions {
  /**
   * What a writer says.
   *
   * @param type such as {@code Accepted}
   * @param reason one word in CamelCase that programs act on
   * @param message a sentence for people
   */
  public record Condition(String type, Status status, String reason, String message) {}

  /** Whether a condition holds. */
  public enum Status {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String written;

    Status(String written) {
      this.written = written;
    }

    /** As written in resources. */
    @Override
    public String toString() {
      return written;
    }
  }

  private Conditions() {}

  /**
   * A status with a condition put in the place of the one of its type, or behind all others.
   *
   * @param generation of the resource that was looked at
   * @param now taken as the time of transition unless the condition held its status before
   */
  public static Map<String, Object> with(
      Map<String, Object> status, Condition said, long generation, Instant now) {
    var conditions = new ArrayList<Object>();
    boolean placed = false;
    for (Object other : list(status)) {
      if (isOf(other, said.type)) {
        if (!placed) {
          conditions.add(tree(said, (Map<?, ?>) other, generation, now));
        }
        placed = true;
      } else {
        conditions.add(other);
      }
    }
    if (!placed) {
      conditions.add(tree(said, Map.of(), generation, now));
    }
    var next = new LinkedHashMap<String, Object>(status);
    next.put("conditions", conditions);
    return next;
  }

  /** A status without the condition of a type. */
  public static Map<String, Object> without(Map<String, Object> status, String type) {
    List<?> left = list(status).stream().filter(one -> !isOf(one, type)).toList();
    var next = new LinkedHashMap<String, Object>(status);
    if (left.isEmpty()) {
      next.remove("conditions");
    } else {
      next.put("conditions", left);
    }
    return next;
  }

  /** The condition of a type as it is written; an empty tree where there is none. */
  public static Map<?, ?> find(Map<String, Object> status, String type) {
    for (Object condition : list(status)) {
      if (isOf(condition, type)) {
        return (Map<?, ?>) condition;
      }
    }
    return Map.of();
  }

  /** Whether a status says this already, of this generation. */
  public static boolean says(Map<String, Object> status, Condition said, long generation) {
    Map<?, ?> found = find(status, said.type);
    return said.status.toString().equals(found.get("status"))
        && said.reason.equals(found.get("reason"))
        && said.message.equals(found.get("message"))
        && found.get("observedGeneration") instanceof Number seen
        && seen.longValue() == generation;
  }

  private static Map<String, Object> tree(
      Condition said, Map<?, ?> before, long generation, Instant now) {
    @Nullable Object since = before.get("lastTransitionTime");
    boolean held = said.status.toString().equals(before.get("status")) && since != null;
    var tree = new LinkedHashMap<String, Object>();
    tree.put("type", said.type);
    tree.put("status", said.status.toString());
    tree.put("reason", said.reason);
    tree.put("message", said.message);
    tree.put("lastTransitionTime", held ? since : now.toString());
    tree.put("observedGeneration", generation);
    return tree;
  }

  private static boolean isOf(Object condition, String type) {
    return condition instanceof Map<?, ?> map && type.equals(map.get("type"));
  }

  private static List<?> list(Map<String, Object> status) {
    return status.get("conditions") instanceof List<?> list ? list : List.of();
  }
}
