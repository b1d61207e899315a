package dev.weft.registry.alert;

import dev.weft.model.observe.MeshEvent.Severity;
import java.time.Duration;

/** The rules. None needs to be configured. */
public enum Rule {
  SERVICE_DOWN(
      "ServiceDown",
      Severity.CRITICAL,
      5,
      5,
      "no routee of a service takes calls, or the last one left less than 10 minutes ago",
      "calls are answered 503 with the reason, or go to what still answers (panic mode)"),
  ROUTEE_FAILING(
      "RouteeFailing",
      Severity.WARNING,
      10,
      10,
      "a routee's checks fail",
      "it gets no calls until its checks pass again"),
  ROUTEE_DEGRADED(
      "RouteeDegraded",
      Severity.WARNING,
      30,
      30,
      "a routee is degraded, by its probe or by more than half of its callers' calls",
      "it gets fewer calls until the cause is gone"),
  SERVICE_ERRORS(
      "ServiceErrors",
      Severity.CRITICAL,
      30,
      30,
      "more than 5 % of the calls to a service's routees fail, of at least 50 in 30 s",
      "calls that may be repeated are tried at another routee; routees that fail are ejected"),
  SERVICE_SLOW(
      "ServiceSlow",
      Severity.WARNING,
      60,
      60,
      "a service's p99 is above 3 times the median of its last hour and above 25 ms, of at least"
          + " 100 calls in 30 s",
      "slower routees get fewer calls; a service that stays slow for half an hour counts as usual"),
  OVERLOADED(
      "Overloaded",
      Severity.CRITICAL,
      5,
      30,
      "brokers shed calls to a service",
      "what has no room is answered 503 with Retry-After, so that the rest is answered in time"),
  FLAPPING(
      "Flapping",
      Severity.WARNING,
      0,
      60,
      "a routee is damped, or its state has turned 6 times within 5 minutes",
      "each return asks for more passing checks; who registers too often waits for up to 3"
          + " minutes"),
  MASS_LAPSE(
      "MassLapse",
      Severity.CRITICAL,
      0,
      0,
      "more than 15 % of the leases, and at least 3, lapsed together",
      "nobody is evicted until they renew; DELETE /apis/weft.dev/v1/alerts/MassLapse says that they"
          + " are dead"),
  AGENT_LOST(
      "AgentLost",
      Severity.CRITICAL,
      5,
      5,
      "an agent that has reported is silent for longer than its lease, for at most 10 minutes",
      "its broker serves from its last snapshot; its routees are removed when its lease is over"),
  BROKER_BEHIND(
      "BrokerBehind",
      Severity.WARNING,
      30,
      5,
      "a live agent's broker serves a snapshot that was out of date a minute ago",
      "it goes on serving what it has; it catches up by itself when its watch comes through"),
  DISK_FULL(
      "DiskFull",
      Severity.CRITICAL,
      10,
      30,
      "less than 64 MiB are free where the registry keeps its data",
      "reads go on; writes are refused when nothing is left");

  private final String title;
  private final Severity severity;
  private final Duration after;
  private final Duration hold;
  private final String when;
  private final String done;

  Rule(
      String title,
      Severity severity,
      int afterSeconds,
      int holdSeconds,
      String when,
      String done) {
    this.title = title;
    this.severity = severity;
    this.after = Duration.ofSeconds(afterSeconds);
    this.hold = Duration.ofSeconds(holdSeconds);
    this.when = when;
    this.done = done;
  }

  /** Its name, in CamelCase. */
  public String title() {
    return title;
  }

  public Severity severity() {
    return severity;
  }

  /** How long it must hold before an alert begins. */
  public Duration after() {
    return after;
  }

  /** How long it must not hold before the alert ends. */
  public Duration hold() {
    return hold;
  }

  /** When it holds, in words. */
  public String when() {
    return when;
  }

  /** What the mesh does about it, in words. */
  public String done() {
    return done;
  }
}
