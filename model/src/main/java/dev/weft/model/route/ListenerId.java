package dev.weft.model.route;

import dev.weft.model.resource.Kind;

/**
 * Which listener.
 *
 * @param ownerKind Gateway or ListenerSet
 * @param listener its name there
 */
public record ListenerId(Kind ownerKind, String namespace, String owner, String listener) {
  @Override
  public String toString() {
    return ownerKind.kindName() + " " + namespace + "/" + owner + " " + listener;
  }
}
