package dev.weft.model.mesh;

import dev.weft.model.resource.Names;
import java.util.Locale;
import java.util.Optional;

/** A service within its namespace. */
public record ServiceName(String namespace, String name) implements Comparable<ServiceName> {
  /** The namespace of whoever names none. */
  public static final String DEFAULT_NAMESPACE = "default";

  private static final String CLUSTER_SUFFIX = ".svc.cluster.local";
  private static final String SVC_SUFFIX = ".svc";
  private static final String LOCALHOST_SUFFIX = ".localhost";

  /**
   * The service that a call's authority means: {@code orders}, {@code orders.shop}, {@code
   * orders.shop.svc.cluster.local}, {@code orders.localhost} or {@code orders.shop.localhost}, each
   * with any port and in any case.
   *
   * @return empty if no service can have that name, such as for an IP address
   */
  public static Optional<ServiceName> ofAuthority(String authority) {
    int colon = authority.lastIndexOf(':');
    String host = colon >= 0 ? authority.substring(0, colon) : authority;
    host = host.toLowerCase(Locale.ROOT);
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    for (String suffix : new String[] {CLUSTER_SUFFIX, SVC_SUFFIX, LOCALHOST_SUFFIX}) {
      if (host.endsWith(suffix)) {
        host = host.substring(0, host.length() - suffix.length());
        break;
      }
    }
    int dot = host.indexOf('.');
    String name = dot < 0 ? host : host.substring(0, dot);
    String namespace = dot < 0 ? DEFAULT_NAMESPACE : host.substring(dot + 1);
    return Names.isLabel(name) && Names.isLabel(namespace)
        ? Optional.of(new ServiceName(namespace, name))
        : Optional.empty();
  }

  @Override
  public int compareTo(ServiceName other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  /**
   * {@code orders} in the default namespace, {@code orders.shop} elsewhere: as callers write it.
   */
  @Override
  public String toString() {
    return namespace.equals(DEFAULT_NAMESPACE) ? name : name + "." + namespace;
  }
}
