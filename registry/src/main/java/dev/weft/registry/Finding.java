package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.registry.Conditions.Condition;
import dev.weft.registry.Conditions.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the reports of all live brokers together say of one resource. A pure function.
 *
 * @param brokers who runs it and who does not, those that refuse it first; at most {@link #SHOWN}
 */
record Finding(Condition condition, List<Map<String, Object>> brokers) {
  static final String PROGRAMMED = "Programmed";
  static final int SHOWN = 16;

  private static final int NAMED = 3;

  /**
   * @param revision that a broker must have applied to have the resource as it now stands
   * @param late whether brokers have had time enough
   * @param refusals of live brokers that have applied it, by their names
   * @param said what was said last of this generation; null if nothing was
   * @return null while it is too early to say anything, or anything else
   */
  static @Nullable Finding of(
      Kind kind,
      long revision,
      boolean late,
      List<Agent> live,
      Map<String, Refusal> refusals,
      @Nullable Condition said) {
    List<Agent> able =
        live.stream().filter(agent -> agent.report().kinds().contains(kind)).toList();
    List<String> waiting =
        able.stream()
            .filter(agent -> agent.report().revision() < revision)
            .map(Agent::name)
            .toList();
    Condition condition = condition(kind, late, live, able, waiting, refusals);
    if (condition == null || holdsBack(condition, waiting, late, said)) {
      return null;
    }
    return new Finding(condition, brokers(able, waiting, refusals));
  }

  private static @Nullable Condition condition(
      Kind kind,
      boolean late,
      List<Agent> live,
      List<Agent> able,
      List<String> waiting,
      Map<String, Refusal> refusals) {
    if (!refusals.isEmpty()) {
      String word = refusals.values().iterator().next().word();
      return condition(Status.FALSE, word, refused(refusals));
    }
    if (!able.isEmpty() && waiting.isEmpty()) {
      return condition(Status.TRUE, PROGRAMMED, run(able.size()) + " it");
    }
    if (!late) {
      return null;
    }
    if (live.isEmpty()) {
      return condition(Status.UNKNOWN, "NoBroker", "no broker reports to this registry");
    }
    if (able.isEmpty()) {
      return condition(
          Status.FALSE, "NotSupported", "no broker here runs " + kind.kindName() + " resources");
    }
    return condition(Status.FALSE, "Pending", "not applied yet by " + named(waiting));
  }

  /** The same again, or more names for it, waits until everybody has had a say. */
  private static boolean holdsBack(
      Condition condition, List<String> waiting, boolean late, @Nullable Condition said) {
    if (said == null || !said.reason().equals(condition.reason())) {
      return false;
    }
    return said.equals(condition)
        || condition.reason().equals("Pending")
        || (!waiting.isEmpty() && !late);
  }

  private static Condition condition(Status status, String reason, String message) {
    return new Condition(PROGRAMMED, status, reason, message);
  }

  private static String refused(Map<String, Refusal> refusals) {
    List<String> sentences =
        refusals.entrySet().stream()
            .map(refusal -> refusal.getKey() + " refuses it: " + refusal.getValue().reason())
            .toList();
    return named(sentences);
  }

  private static String named(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
  }

  private static String run(int count) {
    return count == 1 ? "1 broker runs" : count + " brokers run";
  }

  private static List<Map<String, Object>> brokers(
      List<Agent> able, List<String> waiting, Map<String, Refusal> refusals) {
    var shown = new ArrayList<Map<String, Object>>();
    refusals.forEach(
        (name, refusal) -> shown.add(broker(name, Refusal.USUAL_WORD, refusal.reason())));
    waiting.stream()
        .filter(name -> !refusals.containsKey(name))
        .forEach(name -> shown.add(broker(name, "Pending", "")));
    able.stream()
        .map(Agent::name)
        .filter(name -> !refusals.containsKey(name) && !waiting.contains(name))
        .forEach(name -> shown.add(broker(name, PROGRAMMED, "")));
    return List.copyOf(shown.subList(0, Math.min(SHOWN, shown.size())));
  }

  private static Map<String, Object> broker(String name, String state, String reason) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("name", name);
    tree.put("state", state);
    if (!reason.isEmpty()) {
      tree.put("reason", reason);
    }
    return tree;
  }
}
