package dev.weft.model.route;

/** Which Gateway. */
public record GatewayId(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
