package dev.weft.cli.check;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.api.Listing;
import dev.weft.cli.api.Tree;
import dev.weft.model.resource.Kind;
import dev.weft.model.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks a mesh over: the registry, the agents, the services, what resources ask for and do not get,
 * the alerts. Reads only. Calls block; one use by one thread.
 */
public final class MeshCheck {
  private static final List<Kind> WITH_CONDITIONS =
      List.of(
          Kind.SERVICE_POLICY,
          Kind.GATEWAY_CLASS,
          Kind.GATEWAY,
          Kind.LISTENER_SET,
          Kind.HTTP_ROUTE,
          Kind.GRPC_ROUTE,
          Kind.TCP_ROUTE,
          Kind.TLS_ROUTE,
          Kind.BACKEND_TLS_POLICY);

  private final ApiClient registry;
  private final String where;
  private final ApiClient agent;
  private final Clock clock;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param where the registry's address, for people
   * @param agent the admin port of the agent of this machine
   */
  public MeshCheck(ApiClient registry, String where, ApiClient agent, Clock clock) {
    this.registry = registry;
    this.where = where;
    this.agent = agent;
    this.clock = clock;
  }

  /** All that was looked at, in this order; what cannot be seen without a registry is left out. */
  public List<Finding> run(String version) {
    findings.addAll(Installation.check(version));
    if (registry()) {
      agents();
      findings.addAll(ServicesCheck.of(all(Kind.SERVICE), all(Kind.ROUTEE)));
      conditions();
      alerts();
    }
    localAgent();
    return List.copyOf(findings);
  }

  private boolean registry() {
    long began = clock.nanos();
    try {
      String version =
          Tree.of(registry.get("/version").orFail().body())
              .text("gitVersion")
              .replaceFirst(".*\\+", "");
      long millis = (clock.nanos() - began) / 1_000_000;
      findings.add(Finding.ok("registry", "%s: %s, %d ms away".formatted(where, version, millis)));
      ask("agents"); // the version is told to everybody, this is not
      return true;
    } catch (CommandFailure e) {
      String sentence = String.valueOf(e.getMessage());
      findings.add(
          e.exitCode() == ExitCode.UNREACHABLE
              ? Finding.fault("registry", sentence, "")
              : Finding.fault(
                  "registry",
                  where + ": " + sentence,
                  "if it asks for a token, put one with the scope 'read' into WEFT_TOKEN"));
      return false;
    }
  }

  private List<Tree> all(Kind kind) {
    return Listing.of(registry, kind, null).stream().map(Tree::of).toList();
  }

  private Tree ask(String path) {
    return Tree.of(registry.get("/apis/weft.dev/v1/" + path).orFail().body());
  }

  private void agents() {
    List<Tree> agents = ask("agents").trees("agents");
    if (agents.isEmpty()) {
      findings.add(
          Finding.warning(
              "agents",
              "none has reported: there is no broker to carry calls",
              "start one on each host: weft agent --registry " + where));
    }
    agents.forEach(this::agent);
  }

  private void agent(Tree agent) {
    String about = "agent " + agent.text("name");
    List<Tree> refused = agent.trees("refused");
    if (!"true".equals(agent.text("live"))) {
      findings.add(
          Finding.warning(
              about,
              "silent" + sinceOf(agent.text("lastSeen")),
              "look whether its host and 'weft agent' run there and reach " + where));
    } else if (!refused.isEmpty()) {
      refused.forEach(one ->
          findings.add(
              Finding.fault(
                  about,
                  "refuses %s %s/%s: %s"
                      .formatted(
                          one.text("kind"),
                          one.text("namespace"),
                          one.text("name"),
                          one.text("reason")),
                  "it serves the last good configuration")));
    } else {
      findings.add(Finding.ok(about, "serves revision " + agent.text("revision")));
    }
  }

  private String sinceOf(String instant) {
    try {
      Duration silent = Duration.between(Instant.parse(instant), clock.wall());
      return " for " + silent.toMinutes() + " min " + silent.toSecondsPart() + " s";
    } catch (DateTimeParseException e) {
      return ""; // it was never heard of
    }
  }

  private void conditions() {
    int before = findings.size();
    int seen = 0;
    for (Kind kind : WITH_CONDITIONS) {
      List<Tree> all = all(kind);
      seen += all.size();
      all.forEach(document -> findings.addAll(Conditions.of(kind, document)));
    }
    if (findings.size() == before) {
      findings.add(Finding.ok("policies, gateways, routes", "all " + seen + " accepted"));
    }
  }

  private void alerts() {
    List<Tree> alerts = ask("alerts").trees("items"); // those that fire
    alerts.forEach(alert ->
        findings.add(
            Finding.warning(
                "alert " + alert.text("alert"),
                alert.text("message"),
                "the mesh: " + alert.text("action"))));
    if (alerts.isEmpty()) {
      findings.add(Finding.ok("alerts", "none"));
    }
  }

  private void localAgent() {
    try {
      Tree state = Tree.of(agent.get("/routees").orFail().body());
      Map<?, ?> failures = state.tree("listenFailures").fields();
      failures.forEach((port, why) ->
          findings.add(
              Finding.fault(
                  "this machine's broker",
                  "cannot listen on port " + port + ": " + why,
                  "end what has the port, or give the Service another; the broker tries again by"
                      + " itself")));
      if (failures.isEmpty()) {
        findings.add(
            Finding.ok("this machine's broker", "serves revision " + state.text("revision")));
      }
    } catch (CommandFailure e) {
      findings.add(
          Finding.warning(
              "this machine's broker",
              "no agent answers on its admin port",
              "calls from this machine need one: 'weft agent --registry "
                  + where
                  + "'; name another admin port with --agent"));
    }
  }
}
