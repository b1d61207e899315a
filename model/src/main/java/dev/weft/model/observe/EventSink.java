package dev.weft.model.observe;

/** Where events go: the registry's list, near or far. Safe for use by any thread. */
public interface EventSink {
  /** Takes note of an event; never blocks and never fails, as what happens goes on anyway. */
  void tell(MeshEvent event);
}
