package dev.weft.model.route;

import dev.weft.model.tls.CertifiedKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a listener does with its callers' TLS. */
public sealed interface ListenerTls {
  /** There is none. */
  record None() implements ListenerTls {}

  /** It is passed on as it is, to where the name that is asked for leads. */
  record Passthrough() implements ListenerTls {}

  /**
   * It ends here.
   *
   * @param certificates at least one; the first is shown where no other fits better
   */
  record Terminate(List<CertifiedKey> certificates, Callers callers) implements ListenerTls {
    public Terminate {
      certificates = List.copyOf(certificates);
    }
  }

  /**
   * What callers have to show.
   *
   * @param authorities that vouch for callers; used where they are asked
   */
  record Callers(Asked asked, List<X509Certificate> authorities) {
    /** Nobody is asked for a certificate. */
    public static final Callers ANYONE = new Callers(Asked.NO, List.of());

    public Callers {
      authorities = List.copyOf(authorities);
    }
  }

  /** Whether callers are asked for a certificate. */
  enum Asked {
    NO,
    /** Asked, and let in whatever they show or do not show. */
    MAY,
    /** Only those come in that an authority vouches for. */
    MUST
  }
}
