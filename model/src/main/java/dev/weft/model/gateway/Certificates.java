package dev.weft.model.gateway;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.tls.CertifiedKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that documents refer to. What is read stays read from one look to the next: to see
 * that a key belongs to its certificate takes milliseconds. Messages hold nothing of a Secret.
 */
final class Certificates {
  private record Pair(String chain, String key) {}

  private Map<Pair, CertifiedKey> known = new HashMap<>();
  private Map<Pair, CertifiedKey> seen = new HashMap<>();

  /**
   * Where a reference leads.
   *
   * @param value null if it leads nowhere
   */
  record Found<T>(@Nullable T value, String reason, String message) {
    static <T> Found<T> wrong(String reason, String message) {
      return new Found<>(null, reason, message);
    }
  }

  /** What was not asked for in the last look is forgotten. */
  void begin() {
    known = seen;
    seen = new HashMap<>();
  }

  /**
   * A certificate with its key, from a Secret.
   *
   * @param invalid the reason for one that is not there or cannot be used
   */
  Found<CertifiedKey> key(
      Resource from, Tree ref, String invalid, Documents documents, Grants grants) {
    String kind = ref.text("kind", "Secret");
    String namespace = ref.text("namespace", from.metadata().namespace());
    String name = ref.text("name");
    String secret = "Secret " + namespace + "/" + name;
    if (!ref.text("group").isEmpty() || !kind.equals("Secret")) {
      return Found.wrong(invalid, kind + " " + name + " is no Secret");
    }
    if (!grants.permit(from, "", kind, namespace, name)) {
      return Found.wrong("RefNotPermitted", notPermitted(secret));
    }
    Optional<Resource> found = documents.find(Kind.SECRET, namespace, name);
    if (found.isEmpty()) {
      return Found.wrong(invalid, "there is no " + secret);
    }
    Tree data = Tree.of(found.get().body().get("data"));
    var pair = new Pair(data.text("tls.crt"), data.text("tls.key"));
    try {
      CertifiedKey read = known.get(pair);
      if (read == null) {
        var decoder = Base64.getDecoder();
        read = CertifiedKey.read(decoder.decode(pair.chain), decoder.decode(pair.key));
      }
      seen.put(pair, read);
      return new Found<>(read, "", "");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Found.wrong(invalid, secret + " holds no certificate with its key in PEM");
    }
  }

  /** Authorities, from a ConfigMap. */
  static Found<List<X509Certificate>> authorities(
      Resource from, Tree ref, Documents documents, Grants grants) {
    String kind = ref.text("kind");
    String namespace = ref.text("namespace", from.metadata().namespace());
    String name = ref.text("name");
    String map = "ConfigMap " + namespace + "/" + name;
    if (!ref.text("group").isEmpty() || !kind.equals("ConfigMap")) {
      return Found.wrong("InvalidCACertificateKind", kind + " " + name + " is no ConfigMap");
    }
    if (!grants.permit(from, "", kind, namespace, name)) {
      return Found.wrong("RefNotPermitted", notPermitted(map));
    }
    Optional<Resource> found = documents.find(Kind.CONFIG_MAP, namespace, name);
    if (found.isEmpty()) {
      return Found.wrong("InvalidCACertificateRef", "there is no " + map);
    }
    String pem = Tree.of(found.get().body().get("data")).text("ca.crt");
    try {
      return new Found<>(
          CertifiedKey.certificates(pem.getBytes(StandardCharsets.ISO_8859_1)), "", "");
    } catch (GeneralSecurityException e) {
      return Found.wrong("InvalidCACertificateRef", map + " holds no certificates in ca.crt");
    }
  }

  private static String notPermitted(String what) {
    return what + " is in another namespace, and no ReferenceGrant there permits it";
  }
}
