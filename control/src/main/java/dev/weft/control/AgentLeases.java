package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Kind;
import dev.weft.registry.Agent;
import dev.weft.registry.AgentReport;
import dev.weft.registry.AgentReport.Refused;
import dev.weft.registry.Agents;
import dev.weft.registry.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code PUT …/agents/NAME/lease}: an agent renews the lease of all its routees and says what its
 * broker runs. {@code GET …/agents} tells what they said last.
 */
final class AgentLeases {
  private static final int MAX_REASON_CHARS = 512;
  private static final int MAX_IN_FLIGHT = 10_000;

  private final Leases leases;

  AgentLeases(Leases leases) {
    this.leases = leases;
  }

  /** {@code GET …/agents}. */
  void list(Call call) {
    call.sendJson(
        200, Map.of("agents", leases.agents().list().stream().map(AgentLeases::tree).toList()));
  }

  /** {@code PUT …/agents/NAME/lease}. */
  void renew(Call call, String name) {
    var body = new Fields(Json.readObject(call.body()));
    Duration ttl =
        Duration.ofSeconds(body.requiredNumber("ttlSeconds", 1, Agents.MAX_TTL.toSeconds()));
    var report =
        new AgentReport(
            body.number("revision", 0, 0, Long.MAX_VALUE),
            refused(body),
            inFlight(body),
            kinds(body),
            GatewayReports.read(body));
    body.refuseUnknown();
    body.throwIfAny("The agent's report");
    leases.renewAgent(name, ttl, report);
    call.sendJson(200, Writes.success(Map.of("name", name, "kind", "agents")));
  }

  private static List<Refused> refused(Fields body) {
    var read = new ArrayList<Refused>();
    List<Fields> entries = body.objects("refused");
    for (Fields entry : entries.subList(0, Math.min(entries.size(), AgentReport.MAX_REFUSED))) {
      String word = entry.requiredText("kind");
      Optional<Kind> kind = kind(word);
      String reason = entry.requiredText("reason");
      String namespace = entry.text("namespace", "");
      String name = entry.requiredText("name");
      entry.refuseUnknown();
      if (kind.isEmpty()) {
        entry.refuse("kind", word, "a kind that is served here");
      } else {
        read.add(
            new Refused(
                kind.get(),
                namespace,
                name,
                reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARS))));
      }
    }
    return read;
  }

  private static Map<RouteeId, Integer> inFlight(Fields body) {
    var read = new HashMap<RouteeId, Integer>();
    Map<String, Object> tree = body.tree("inFlight");
    if (tree.size() > MAX_IN_FLIGHT) {
      body.refuse("inFlight", tree.size() + " routees", "at most " + MAX_IN_FLIGHT);
      return read;
    }
    Fields counts = body.object("inFlight");
    for (String key : tree.keySet()) {
      int slash = key.indexOf('/');
      int count = (int) counts.number(key, 0, 0, Integer.MAX_VALUE);
      if (slash < 1) {
        counts.refuse(key, key, "a routee as NAMESPACE/NAME");
      } else {
        read.put(new RouteeId(key.substring(0, slash), key.substring(slash + 1)), count);
      }
    }
    return read;
  }

  private static Set<Kind> kinds(Fields body) {
    if (!body.has("kinds")) {
      return AgentReport.USUAL_KINDS;
    }
    var read = new HashSet<Kind>();
    if (body.value("kinds") instanceof List<?> words) {
      words.forEach(word -> kind(String.valueOf(word)).ifPresent(read::add)); // newer ones are fine
    } else {
      body.refuse("kinds", body.value("kinds"), "a list of kinds");
    }
    return read;
  }

  private static Optional<Kind> kind(String kindName) {
    for (Kind kind : Kind.values()) {
      if (kind.kindName().equals(kindName)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private static Map<String, Object> tree(Agent agent) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("name", agent.name());
    tree.put("live", agent.live());
    tree.put("lastSeen", agent.lastSeen().toString());
    tree.put("revision", agent.report().revision());
    tree.put(
        "refused",
        agent.report().refused().stream()
            .map(one ->
                Map.of(
                    "kind", one.kind().kindName(),
                    "namespace", one.namespace(),
                    "name", one.name(),
                    "reason", one.reason()))
            .toList());
    tree.put("gateways", agent.report().gateways().stream().map(GatewayReports::tree).toList());
    return tree;
  }
}
