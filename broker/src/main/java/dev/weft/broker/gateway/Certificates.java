package dev.weft.broker.gateway;

import dev.weft.broker.tls.ServerTls;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.ListenerTls;
import dev.weft.model.tls.CertifiedKey;
import io.netty.handler.ssl.ApplicationProtocolNames;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** How a listener shows its certificates. */
final class Certificates {
  private static final int DNS_NAME = 2; // RFC 5280, section 4.2.1.6

  private Certificates() {}

  /** Of several certificates the one is shown that is for the name; else the first. */
  static ServerTls ending(ListenerTls.Terminate ending, ListenerSpec.Protocol protocol)
      throws SSLException {
    Map<String, CertifiedKey> byName = new LinkedHashMap<>();
    if (ending.certificates().size() > 1) {
      for (CertifiedKey key : ending.certificates()) {
        names(key.chain().getFirst()).forEach(name -> byName.putIfAbsent(name, key));
      }
    }
    return ServerTls.of(
        ending.certificates().getFirst(),
        byName,
        switch (ending.callers().asked()) {
          case NO -> ServerTls.Callers.ANYONE;
          case MAY -> ServerTls.Callers.ASKED;
          case MUST -> ServerTls.Callers.CERTIFIED;
        },
        ending.callers().authorities(),
        protocol == ListenerSpec.Protocol.HTTPS
            ? List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)
            : List.of());
  }

  private static List<String> names(X509Certificate certificate) throws SSLException {
    @Nullable Collection<List<?>> all;
    try {
      all = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      throw new SSLException("the names of a certificate cannot be read", e);
    }
    var names = new ArrayList<String>();
    for (List<?> one : all == null ? List.<List<?>>of() : all) {
      if (one.getFirst().equals(DNS_NAME)) {
        names.add(String.valueOf(one.get(1)).toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }
}
