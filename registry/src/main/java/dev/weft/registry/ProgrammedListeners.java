package dev.weft.registry;

import dev.weft.model.resource.Resource;
import dev.weft.model.route.ListenerId;
import dev.weft.registry.Conditions.Condition;
import dev.weft.registry.Conditions.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which listeners of a Gateway or ListenerSet are listened for: condition {@code Programmed} of
 * each entry of {@code status.listeners}. One that cannot be listened for has it from whoever found
 * that out; here the others get it, which wait with the reason {@code Pending}. Pure functions.
 */
final class ProgrammedListeners {
  private static final String PENDING = "Pending";
  private static final String REFUSED = "PortUnavailable";

  private ProgrammedListeners() {}

  /** Whether one of them waits to be told of. */
  static boolean wait(Map<String, Object> status) {
    return listeners(status).stream().anyMatch(ProgrammedListeners::waits);
  }

  /** The listeners of a resource that brokers refuse, each with why. */
  static Map<String, String> refused(Key owner, List<Agent> live) {
    var refused = new HashMap<String, String>();
    for (Agent agent : live) {
      for (var gateway : agent.report().gateways()) {
        gateway
            .refused()
            .forEach((listener, reason) -> {
              if (isOf(owner, listener)) {
                refused.putIfAbsent(listener.listener(), agent.name() + " refuses it: " + reason);
              }
            });
      }
    }
    return refused;
  }

  private static boolean isOf(Key owner, ListenerId listener) {
    return listener.ownerKind() == owner.kind()
        && listener.namespace().equals(owner.namespace())
        && listener.owner().equals(owner.name());
  }

  /**
   * The status with what brokers say of its listeners: those that they refuse, and, once they run
   * the resource or refuse nothing of it but these, all others.
   *
   * @param whole what is said of the resource
   */
  static Map<String, Object> with(
      Resource owner,
      Map<String, Object> status,
      Condition whole,
      Map<String, String> refused,
      Instant now) {
    long generation = owner.metadata().generation();
    var told = new ArrayList<Object>();
    boolean news = false;
    for (Map<String, Object> listener : listeners(status)) {
      Condition said = said(refused.get(String.valueOf(listener.get("name"))));
      boolean known = run(whole) || said.status() == Status.FALSE;
      if (known && concerns(listener) && !Conditions.says(listener, said, generation)) {
        told.add(Conditions.with(listener, said, generation, now));
        news = true;
      } else {
        told.add(listener);
      }
    }
    if (!news) {
      return status;
    }
    var next = new LinkedHashMap<String, Object>(status);
    next.put("listeners", told);
    return next;
  }

  /** Whether what is said of a resource means that its listeners run, but for those refused. */
  static boolean run(Condition whole) {
    return whole.status() == Status.TRUE || whole.reason().equals(REFUSED);
  }

  private static Condition said(@Nullable String refusal) {
    return refusal == null
        ? new Condition(Finding.PROGRAMMED, Status.TRUE, Finding.PROGRAMMED, "it is listened for")
        : new Condition(Finding.PROGRAMMED, Status.FALSE, REFUSED, refusal);
  }

  /** Whether brokers have the say: nobody has found it wrong before them. */
  private static boolean concerns(Map<String, Object> listener) {
    Map<?, ?> said = Conditions.find(listener, Finding.PROGRAMMED);
    return waits(listener)
        || "True".equals(said.get("status"))
        || REFUSED.equals(said.get("reason"));
  }

  private static boolean waits(Map<String, Object> listener) {
    return PENDING.equals(Conditions.find(listener, Finding.PROGRAMMED).get("reason"));
  }

  @SuppressWarnings("unchecked") // a JSON object is a map with text keys
  private static List<Map<String, Object>> listeners(Map<String, Object> status) {
    var listeners = new ArrayList<Map<String, Object>>();
    if (status.get("listeners") instanceof List<?> list) {
      for (Object one : list) {
        if (one instanceof Map<?, ?> map) {
          listeners.add((Map<String, Object>) map);
        }
      }
    }
    return listeners;
  }
}
