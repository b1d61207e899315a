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
 */
public record RouteeTls(
    String serverName, List<X509Certificate> authorities, @Nullable CertifiedKey own) {
  public RouteeTls {
    authorities = List.copyOf(authorities);
  }
}
