package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.ProcessUse;
import dev.weft.model.observe.RouteeObservation;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Names;
import dev.weft.registry.Registry;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code PUT …/agents/NAME/events}, {@code …/observations} and {@code …/signals}: what an agent's
 * broker did, how its calls went, what routees' processes beside it use, and who called whom.
 */
final class AgentReports {
  static final String EVENTS = "events";
  static final String OBSERVATIONS = "observations";
  static final String SIGNALS = SignalRequests.SIGNALS;

  private static final int MOST = 1_000;
  private static final int MOST_ROUTEES = 10_000;
  private static final int MOST_AGENTS = 10_000;
  private static final int MOST_CHARS = 512;

  private final Registry registry;
  private final SignalReports signals;

  /** The last batch of each agent: one whose answer was lost is sent again. */
  private final Map<String, String> lastBatch = new ConcurrentHashMap<>();

  AgentReports(Registry registry) {
    this.registry = registry;
    signals = new SignalReports(registry.signals());
  }

  /**
   * Whether a path is one of these.
   *
   * @param rest its segments from the version on
   */
  static boolean owns(List<String> rest) {
    return rest.size() == 4
        && rest.get(1).equals("agents")
        && Set.of(EVENTS, OBSERVATIONS, SIGNALS).contains(rest.get(3));
  }

  void answer(Call call, List<String> rest) {
    String agent = rest.get(2);
    String what = rest.get(3);
    if (!call.method().equals("PUT")) {
      throw Refusal.methodNotAllowed(what + " of an agent can only be reported, with PUT");
    }
    if (!Names.isSubdomain(agent)) {
      throw Refusal.badField("name", agent, Names.SUBDOMAIN_RULE);
    }
    var body = new Fields(Json.readObject(call.body()));
    switch (what) {
      case EVENTS -> events(agent, body);
      case SIGNALS -> signals.take(agent, body);
      default -> observations(agent, body);
    }
    call.sendJson(200, Writes.success(Map.of("name", agent, "kind", "agents")));
  }

  private void events(String agent, Fields body) {
    String batch = cut(body.text("batch", ""));
    List<Fields> entries = body.objects("events");
    if (entries.size() > MOST) {
      body.refuse("events", entries.size() + " entries", "a list of at most " + MOST);
    }
    var read = new ArrayList<MeshEvent>();
    entries.forEach(entry -> read.add(event(agent, entry)));
    body.refuseUnknown();
    body.throwIfAny("The events");
    if (lastBatch.size() >= MOST_AGENTS) {
      lastBatch.clear(); // at worst a batch is told twice
    }
    if (batch.isEmpty() || !batch.equals(lastBatch.put(agent, batch))) {
      read.forEach(registry.events()::tell);
    }
  }

  private static MeshEvent event(String agent, Fields entry) {
    String namespace = cut(entry.text("namespace", ServiceName.DEFAULT_NAMESPACE));
    String service = cut(entry.text("service", ""));
    String routee = cut(entry.text("routee", ""));
    String at = entry.requiredText("at");
    Instant time = Instant.EPOCH;
    try {
      time = at.isEmpty() ? time : Instant.parse(at);
    } catch (DateTimeParseException e) {
      entry.refuse("at", at, "an RFC 3339 time");
    }
    var event =
        new MeshEvent(
            time,
            severity(entry),
            cut(entry.requiredText("reason")),
            service.isEmpty() ? null : new ServiceName(namespace, service),
            routee.isEmpty() ? null : new RouteeId(namespace, routee),
            cut(entry.text("source", "agent " + agent)),
            entry.requiredText("message"));
    entry.refuseUnknown();
    return event;
  }

  private static MeshEvent.Severity severity(Fields entry) {
    String word = entry.text("severity", "info");
    for (MeshEvent.Severity severity : MeshEvent.Severity.values()) {
      if (severity.name().equalsIgnoreCase(word)) {
        return severity;
      }
    }
    entry.refuse("severity", word, "info, warning or critical");
    return MeshEvent.Severity.INFO;
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), MOST_CHARS));
  }

  private void observations(String agent, Fields body) {
    List<Fields> entries = body.objects("routees");
    if (entries.size() > MOST_ROUTEES) {
      body.refuse("routees", entries.size() + " entries", "a list of at most " + MOST_ROUTEES);
    }
    var seen = new ArrayList<RouteeObservation>();
    entries.forEach(entry -> seen.add(observation(entry)));
    var shed = new HashMap<ServiceName, Integer>();
    Fields counts = body.object("shed");
    for (String key : body.tree("shed").keySet()) {
      int slash = key.indexOf('/');
      int count = (int) counts.number(key, 0, 0, Integer.MAX_VALUE);
      if (slash < 1) {
        counts.refuse(key, key, "a service as NAMESPACE/NAME");
      } else {
        shed.put(new ServiceName(key.substring(0, slash), key.substring(slash + 1)), count);
      }
    }
    List<ProcessUse> processes = ReportedProcesses.read(body);
    body.refuseUnknown();
    body.throwIfAny("The observations");
    registry.observations().take(agent, seen, shed);
    registry.processes().take(agent, processes);
  }

  private static RouteeObservation observation(Fields entry) {
    String namespace = entry.requiredText("namespace");
    String degraded = cut(entry.text("degraded", ""));
    var observation =
        new RouteeObservation(
            new RouteeId(namespace, entry.requiredText("name")),
            new ServiceName(namespace, entry.requiredText("service")),
            (int) entry.number("errors", 0, 0, Integer.MAX_VALUE),
            (int) entry.number("inFlight", 0, 0, Integer.MAX_VALUE),
            latencies(entry),
            degraded.isEmpty() ? null : degraded);
    entry.refuseUnknown();
    return observation;
  }

  /** By the number of their bucket in {@link LatencyCounts}; empty ones are left out. */
  static LatencyCounts latencies(Fields entry) {
    var latencies = new LatencyCounts();
    Fields counts = entry.object("latencies");
    for (String key : entry.tree("latencies").keySet()) {
      int count = (int) counts.number(key, 0, 0, 1_000_000);
      try {
        int bucket = Integer.parseInt(key);
        if (bucket >= 0 && bucket < LatencyCounts.BUCKETS) {
          latencies.add(bucket, count);
          continue;
        }
      } catch (NumberFormatException e) {
        // refused below like a number that is too large
      }
      counts.refuse(key, key, "a bucket from 0 to " + (LatencyCounts.BUCKETS - 1));
    }
    return latencies;
  }
}
