package dev.weft.model.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A name that a certificate is to be for (RFC 5280, section 4.2.1.6).
 *
 * @param value a host name or a URI such as SPIFFE's
 */
public record SubjectName(Type type, String value) {
  private static final int DNS = 2;
  private static final int ADDRESS_OF_RESOURCE = 6;

  /** What kind of name. */
  public enum Type {
    HOSTNAME,
    URI
  }

  /** Whether a certificate has it among its names. */
  public boolean isOf(X509Certificate certificate) {
    @Nullable Collection<List<?>> names;
    try {
      names = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return false; // what cannot be read is nobody's name
    }
    if (names == null) {
      return false;
    }
    int wanted = type == Type.HOSTNAME ? DNS : ADDRESS_OF_RESOURCE;
    return names.stream()
        .anyMatch(
            name -> name.getFirst().equals(wanted) && fits(String.valueOf(name.get(1)), value));
  }

  private boolean fits(String found, String wanted) {
    if (type == Type.URI) {
      return found.equals(wanted);
    }
    String host = found.toLowerCase(Locale.ROOT);
    String expected = wanted.toLowerCase(Locale.ROOT);
    return host.equals(expected) || covers(host, expected);
  }

  /** A wildcard stands for one label (RFC 9525, section 6.3). */
  private static boolean covers(String wildcard, String host) {
    int dot = host.indexOf('.');
    return wildcard.startsWith("*.")
        && dot > 0
        && wildcard.substring(1).equals(host.substring(dot));
  }
}
