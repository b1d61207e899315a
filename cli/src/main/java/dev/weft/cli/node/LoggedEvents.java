package dev.weft.cli.node;

import dev.weft.model.observe.EventSink;
import dev.weft.model.observe.MeshEvent;

/** Says in the process's log what happens in the mesh, and passes it on. */
record LoggedEvents(EventSink sink) implements EventSink {
  private static final System.Logger LOG = System.getLogger(LoggedEvents.class.getName());

  @Override
  public void tell(MeshEvent event) {
    LOG.log(
        event.severity() == MeshEvent.Severity.INFO
            ? System.Logger.Level.INFO
            : System.Logger.Level.WARNING,
        "{0}",
        event.message());
    sink.tell(event);
  }
}
