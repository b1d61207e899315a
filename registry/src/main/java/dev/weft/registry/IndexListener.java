package dev.weft.registry;

/**
 * Hears of every change, one at a time, before any reader can see it, and of every routee that was
 * there when the registry opened as if it were new. Must not block.
 */
@FunctionalInterface
interface IndexListener {
  void on(Event event);
}
