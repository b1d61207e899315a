package dev.weft.control;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.observe.StatusCounts;
import dev.weft.model.resource.Fields;
import dev.weft.registry.signal.Signals;
import java.util.ArrayList;
import java.util.List;

/** {@code PUT …/agents/NAME/signals}: who called whom through an agent's broker in a second. */
final class SignalReports {
  private static final int MOST = 10_000;
  private static final int MOST_CHARS = 640; // a route's namespace, name and rule

  private final Signals signals;

  SignalReports(Signals signals) {
    this.signals = signals;
  }

  /**
   * @throws dev.weft.model.resource.InvalidResourceException naming every field that is wrong
   */
  void take(String agent, Fields body) {
    List<Fields> entries = body.objects("edges");
    if (entries.size() > MOST) {
      body.refuse("edges", entries.size() + " entries", "a list of at most " + MOST);
    }
    var seen = new ArrayList<EdgeSignal>();
    entries.forEach(entry -> seen.add(signal(entry)));
    body.refuseUnknown();
    body.throwIfAny("The signals");
    signals.take(agent, seen);
  }

  private static EdgeSignal signal(Fields entry) {
    String namespace = entry.requiredText("namespace");
    String routee = text(entry, "routee", "");
    var signal =
        new EdgeSignal(
            new EdgeName(
                text(entry, "caller", EdgeName.UNKNOWN),
                new ServiceName(namespace, entry.requiredText("service")),
                text(entry, "route", ""),
                routee.isEmpty() ? null : new RouteeId(namespace, routee)),
            new StatusCounts(),
            (int) entry.number("failed", 0, 0, Integer.MAX_VALUE),
            (int) entry.number("retries", 0, 0, Integer.MAX_VALUE),
            (int) entry.number("inFlight", 0, 0, Integer.MAX_VALUE),
            AgentReports.latencies(entry),
            0,
            null,
            0);
    entry.refuseUnknown();
    return signal;
  }

  /** Names that nothing has checked before: no control characters, as they are shown and kept. */
  private static String text(Fields entry, String name, String fallback) {
    String text = entry.text(name, fallback);
    boolean plain = text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    if (text.length() > MOST_CHARS || !plain) {
      entry.refuse(name, text, "at most " + MOST_CHARS + " printable ASCII characters");
    }
    return text;
  }
}
