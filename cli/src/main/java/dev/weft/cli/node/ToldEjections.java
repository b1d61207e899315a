package dev.weft.cli.node;

import dev.weft.broker.eject.EjectionListener;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EventSink;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.MeshEvent.Severity;
import dev.weft.model.time.Clock;
import java.time.Duration;

/** Tells of a broker's ejections and returns as events. */
record ToldEjections(String agent, EventSink sink, Clock clock) implements EjectionListener {
  @Override
  public void ejected(ServiceName service, RouteeId routee, String cause, Duration wait) {
    tell(
        Severity.WARNING,
        "Ejected",
        service,
        routee,
        routee
            + " is ejected: "
            + cause
            + "; it gets no calls of this broker until a trial call, in "
            + wait.toMillis()
            + " ms, succeeds");
  }

  @Override
  public void returned(ServiceName service, RouteeId routee) {
    tell(
        Severity.INFO,
        "Returned",
        service,
        routee,
        routee + " is back: a trial call succeeded; it gets calls again");
  }

  private void tell(
      Severity severity, String reason, ServiceName service, RouteeId routee, String message) {
    sink.tell(
        new MeshEvent(clock.wall(), severity, reason, service, routee, "broker " + agent, message));
  }
}
