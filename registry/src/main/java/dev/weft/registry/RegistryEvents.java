package dev.weft.registry;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.observe.EventSink;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.MeshEvent.Severity;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells what changes of the catalog mean: who came and left, whose verdict turned and why, who was
 * taken out of service, which configuration brokers refuse. Told on the catalog's thread.
 */
final class RegistryEvents implements IndexListener {
  static final String SOURCE = "registry";

  private static final System.Logger LOG = System.getLogger(RegistryEvents.class.getName());

  private final EventSink sink;
  private final Clock clock;
  private final Set<RouteeId> evicting = ConcurrentHashMap.newKeySet();
  private volatile boolean loaded;

  RegistryEvents(EventSink sink, Clock clock) {
    this.sink = sink;
    this.clock = clock;
  }

  /** What is told from now on is new, not read from the store. */
  void loaded() {
    loaded = true;
  }

  /** The routee is about to be deleted because its lease has lapsed. */
  void evicting(RouteeId id) {
    evicting.add(id);
  }

  void evictionEnded(RouteeId id) {
    evicting.remove(id);
  }

  @Override
  public void on(Event event) {
    if (!loaded) {
      return;
    }
    try {
      if (event.document().kind() == Kind.ROUTEE) {
        routee(event);
      } else if (event.type() == Event.Type.MODIFIED) {
        configuration(event);
      }
    } catch (InvalidResourceException e) {
      LOG.log(System.Logger.Level.DEBUG, "no event of {0}: it cannot be read", event.document());
    }
  }

  private void routee(Event event) {
    Routee now = Routee.fromResource(event.resource());
    Document document = event.before();
    if (event.type() == Event.Type.DELETED) {
      left(now);
    } else if (document == null) {
      came(now);
      damped(now, event.resource());
    } else {
      Resource before = document.resource();
      changed(Routee.fromResource(before), now, before, event.resource());
    }
  }

  private void came(Routee now) {
    tell(
        Severity.INFO,
        "Registered",
        now,
        now.id()
            + " registered at "
            + now.hostAndPort()
            + "; it gets calls once a probe finds it passing");
  }

  private void left(Routee last) {
    if (evicting.contains(last.id())) {
      tell(
          Severity.WARNING,
          "LeaseLapsed",
          last,
          last.id()
              + " is removed: "
              + (last.leaseAgent() == null
                  ? "it has not renewed its lease"
                  : "its agent " + last.leaseAgent() + " has not renewed the lease")
              + "; it is back as soon as it registers again");
    } else {
      tell(Severity.INFO, "Deregistered", last, last.id() + " deregistered: no more calls to it");
    }
  }

  private void changed(Routee old, Routee now, Resource before, Resource after) {
    if (!old.hostAndPort().equals(now.hostAndPort())) {
      tell(
          Severity.INFO,
          "Moved",
          now,
          now.id() + " moved from " + old.hostAndPort() + " to " + now.hostAndPort());
    }
    if (old.verdict().state() != now.verdict().state()) {
      judged(old.verdict().state(), now);
    }
    if (old.duty() == now.duty()) {
      return;
    }
    damped(now, after);
    if (now.outOfService()) {
      out(now, after);
    } else if (old.outOfService()) {
      tell(
          Severity.INFO,
          "InService",
          now,
          now.id() + " is back in service: it gets calls while a probe finds it passing");
    } else if (old.duty() == Routee.Duty.DAMPED && before.status().containsKey("dampedUntil")) {
      tell(
          Severity.INFO,
          "DampingEnded",
          now,
          now.id() + " has stayed for a while: it may take calls again");
    }
  }

  private void judged(Verdict.State old, Routee now) {
    String why = String.join("; ", now.verdict().evidence());
    switch (now.verdict().state()) {
      case PASSING ->
          tell(
              Severity.INFO,
              "Passing",
              now,
              now.id() + " is passing, was " + old + ": " + why + "; it gets calls");
      case DEGRADED ->
          tell(
              Severity.WARNING,
              "Degraded",
              now,
              now.id()
                  + " is degraded, was "
                  + old
                  + ": "
                  + why
                  + "; it gets fewer calls until the cause is gone");
      case FAILING ->
          tell(
              Severity.WARNING,
              "Failing",
              now,
              now.id()
                  + " is failing, was "
                  + old
                  + ": "
                  + why
                  + "; no calls until its checks pass again");
      case UNKNOWN ->
          tell(
              Severity.INFO,
              "Unknown",
              now,
              now.id() + " waits for a probe's verdict, was " + old + ": no calls until it passes");
    }
  }

  private void out(Routee now, Resource after) {
    boolean drain = now.duty() == Routee.Duty.DRAINING;
    String reason =
        after.status().get("outOfService") instanceof Map<?, ?> out
                && out.get("reason") instanceof String text
                && !text.isEmpty()
            ? ", reason given: " + text
            : "";
    tell(
        Severity.INFO,
        drain ? "Draining" : "Cordoned",
        now,
        now.id()
            + (drain ? " is drained" : " is cordoned")
            + " by an administrator"
            + reason
            + "; no new calls until 'weft uncordon "
            + now.id().name()
            + "'");
  }

  private void damped(Routee now, Resource after) {
    if (now.duty() == Routee.Duty.DAMPED) {
      Map<?, ?> said = Conditions.find(after.status(), Registrations.DAMPED);
      tell(Severity.WARNING, "Damped", now, now.id() + ": " + said.get("message"));
    }
  }

  /** What brokers say of a route, a policy, a gateway. */
  private void configuration(Event event) {
    Document document = event.before();
    if (document == null) {
      return;
    }
    Map<?, ?> now = Conditions.find(event.resource().status(), Finding.PROGRAMMED);
    Map<?, ?> before = Conditions.find(document.resource().status(), Finding.PROGRAMMED);
    boolean refused = isRefused(now);
    boolean runs = "True".equals(now.get("status"));
    if (refused == isRefused(before) || !(refused || runs)) {
      return;
    }
    String what = document.kind().kindName() + " " + document.namespace() + "/" + document.name();
    tell(
        refused ? Severity.WARNING : Severity.INFO,
        refused ? "NotProgrammed" : "Programmed",
        null,
        null,
        refused
            ? what + " is not run by all brokers: " + now.get("message") + "; the last good one is"
            : what + " is run by the brokers again: " + now.get("message"));
  }

  private static boolean isRefused(Map<?, ?> programmed) {
    return "False".equals(programmed.get("status")) && !"Pending".equals(programmed.get("reason"));
  }

  private void tell(Severity severity, String reason, Routee routee, String message) {
    tell(severity, reason, routee.service(), routee.id(), message);
  }

  private void tell(
      Severity severity,
      String reason,
      @Nullable ServiceName service,
      @Nullable RouteeId routee,
      String message) {
    sink.tell(new MeshEvent(clock.wall(), severity, reason, service, routee, SOURCE, message));
  }
}
