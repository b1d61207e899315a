package dev.weft.model.gateway;

import dev.weft.model.resource.Resource;
import dev.weft.model.route.ListenerSpec.Protocol;
import dev.weft.model.route.ListenerTls;
import dev.weft.model.route.ListenerTls.Asked;
import dev.weft.model.route.ListenerTls.Callers;
import dev.weft.model.tls.CertifiedKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what listeners do with TLS.
 *
 * @param gateway which says what callers have to show
 */
record ListenerTlsReader(
    Resource gateway, Documents documents, Grants grants, Certificates certificates) {

  /**
   * What a listener does.
   *
   * @param wrong each reference that does not resolve
   * @param nobodyVouches whether callers must be certified and no authority is left
   */
  record Read(ListenerTls tls, List<Condition> wrong, boolean nobodyVouches) {}

  Read of(Listener listener) {
    Protocol spoken = listener.protocol().orElse(Protocol.HTTP);
    if (spoken == Protocol.HTTP || spoken == Protocol.TCP) {
      return new Read(new ListenerTls.None(), List.of(), false);
    }
    if (listener.passesThrough()) {
      return new Read(new ListenerTls.Passthrough(), List.of(), false);
    }
    var wrong = new ArrayList<Condition>();
    var keys = new ArrayList<CertifiedKey>();
    for (Tree ref : listener.spec().tree("tls").trees("certificateRefs")) {
      var found =
          certificates.key(listener.owner(), ref, "InvalidCertificateRef", documents, grants);
      if (found.value() == null) {
        wrong.add(Condition.unresolved(found.reason(), found.message()));
      } else {
        keys.add(found.value());
      }
    }
    if (keys.isEmpty() && wrong.isEmpty()) {
      wrong.add(Condition.unresolved("InvalidCertificateRef", "it has no certificateRefs"));
    }
    Optional<Tree> validation =
        spoken == Protocol.HTTPS ? validation(listener.port()) : Optional.empty();
    if (validation.isEmpty()) {
      return new Read(new ListenerTls.Terminate(keys, Callers.ANYONE), wrong, false);
    }
    List<X509Certificate> authorities = authorities(validation.get(), wrong);
    Asked asked = lenient(validation.get()) ? Asked.MAY : Asked.MUST;
    return new Read(
        new ListenerTls.Terminate(keys, new Callers(asked, authorities)),
        wrong,
        authorities.isEmpty() && asked == Asked.MUST);
  }

  /** What the gateway wants of its callers on a port: that port's own word, or what is usual. */
  private Optional<Tree> validation(int port) {
    Tree frontend = Tree.of(gateway.spec()).tree("tls").tree("frontend");
    Tree config =
        frontend.trees("perPort").stream()
            .filter(one -> one.number("port") == port)
            .map(one -> one.tree("tls"))
            .findFirst()
            .orElse(frontend.tree("default"));
    return config.has("validation") ? Optional.of(config.tree("validation")) : Optional.empty();
  }

  private List<X509Certificate> authorities(Tree validation, List<Condition> wrong) {
    var all = new ArrayList<X509Certificate>();
    for (Tree ref : validation.trees("caCertificateRefs")) {
      var found = Certificates.authorities(gateway, ref, documents, grants);
      if (found.value() == null) {
        wrong.add(Condition.unresolved(found.reason(), found.message()));
      } else {
        all.addAll(found.value());
      }
    }
    return all;
  }

  /** Whether some listener lets callers in whose certificate nobody vouches for. */
  boolean anyLenient() {
    Tree frontend = Tree.of(gateway.spec()).tree("tls").tree("frontend");
    return lenient(frontend.tree("default").tree("validation"))
        || frontend.trees("perPort").stream()
            .anyMatch(one -> lenient(one.tree("tls").tree("validation")));
  }

  private static boolean lenient(Tree validation) {
    return validation.text("mode").equals("AllowInsecureFallback");
  }
}
