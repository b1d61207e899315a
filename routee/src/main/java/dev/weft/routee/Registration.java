package dev.weft.routee;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeProcess;
import dev.weft.model.resource.Names;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a routee tells the registry of itself.
 *
 * @param namespace a DNS label
 * @param name a DNS label or subdomain, unique in the namespace
 * @param service the service that it is an instance of
 * @param address an IP literal without brackets or a host name, as brokers reach it
 * @param port 1 to 65535
 * @param zone empty where none is known
 * @param weight 0 to 1,000,000; 100 is usual
 * @param leaseTtl whole seconds from 1 s to 24 h; the registry forgets the routee when it has not
 *     been renewed for so long
 * @param process what runs it; null where nobody may look at what it uses
 */
public record Registration(
    String namespace,
    String name,
    String service,
    String address,
    int port,
    Protocol protocol,
    String zone,
    int weight,
    Map<String, String> labels,
    Duration leaseTtl,
    @Nullable RouteeProcess process) {

  /**
   * @throws IllegalArgumentException naming the value that cannot be and what can
   */
  public Registration {
    labels = Map.copyOf(labels);
    require(Names.isLabel(namespace), "namespace", namespace, Names.LABEL_RULE);
    require(Names.isSubdomain(name), "name", name, Names.SUBDOMAIN_RULE);
    require(Names.isLabel(service), "service", service, Names.LABEL_RULE);
    require(port >= 1 && port <= 65_535, "port", port, "1 to 65535");
    boolean wholeSeconds =
        leaseTtl.equals(Duration.ofSeconds(leaseTtl.toSeconds()))
            && leaseTtl.toSeconds() >= 1
            && leaseTtl.toSeconds() <= Routee.MAX_LEASE_SECONDS;
    require(wholeSeconds, "leaseTtl", leaseTtl, "whole seconds from 1 s to 24 h");
  }

  /** Of a routee of whose process nothing is told. */
  public Registration(
      String namespace,
      String name,
      String service,
      String address,
      int port,
      Protocol protocol,
      String zone,
      int weight,
      Map<String, String> labels,
      Duration leaseTtl) {
    this(namespace, name, service, address, port, protocol, zone, weight, labels, leaseTtl, null);
  }

  static void require(boolean holds, String field, Object value, String accepted) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is '" + value + "'; it must be " + accepted);
    }
  }
}
