package dev.weft.model.mesh;

/** A routee's name within its namespace; unique at any one time. */
public record RouteeId(String namespace, String name) implements Comparable<RouteeId> {
  @Override
  public int compareTo(RouteeId other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  /** {@code orders-1} in the default namespace, {@code orders-1.shop} elsewhere. */
  @Override
  public String toString() {
    return namespace.equals(ServiceName.DEFAULT_NAMESPACE) ? name : name + "." + namespace;
  }
}
