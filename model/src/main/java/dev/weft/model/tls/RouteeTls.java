package dev.weft.model.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a service's routees are called over TLS, and how.
 *
 * @param serverName sent as SNI and looked for in the routee's certificate
 * @param authorities one of which must vouch for the routee; empty for those that the JDK trusts
 * @param own shown to a routee that asks; null for none
 * @param names one of which the routee's certificate must have, in the place of the server name;
 *     empty where it must have that one
 * @param trouble why the routees cannot be called; empty if they can. They are not called in plain
 *     text instead
 */
public record RouteeTls(
    String serverName,
    List<X509Certificate> authorities,
    @Nullable CertifiedKey own,
    List<SubjectName> names,
    String trouble) {
  public RouteeTls {
    authorities = List.copyOf(authorities);
    names = List.copyOf(names);
  }

  /** One whose routees have the server's name in their certificates. */
  public RouteeTls(
      String serverName, List<X509Certificate> authorities, @Nullable CertifiedKey own) {
    this(serverName, authorities, own, List.of(), "");
  }

  /** The same with another certificate to show. */
  public RouteeTls showing(@Nullable CertifiedKey other) {
    return new RouteeTls(serverName, authorities, other, names, trouble);
  }

  /** For routees that cannot be called. */
  public static RouteeTls unusable(String why) {
    return new RouteeTls("", List.of(), null, List.of(), why);
  }
}
