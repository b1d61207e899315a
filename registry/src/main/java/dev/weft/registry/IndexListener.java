package dev.weft.registry;

/** Hears of every change, on the catalog's thread, before any reader can see it. Must not block. */
@FunctionalInterface
interface IndexListener {
  void on(Event event);
}
