package dev.weft.model.route;

import dev.weft.model.resource.Kind;

/**
 * Which route: what people know it by.
 *
 * @param kind of the document
 */
public record RouteId(Kind kind, String namespace, String name) {
  @Override
  public String toString() {
    return kind.kindName() + " " + namespace + "/" + name;
  }
}
