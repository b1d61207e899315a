package dev.weft.registry;

import dev.weft.model.resource.Resource;
import dev.weft.model.tls.CertifiedKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a schema cannot say of a Secret. Pure functions, for any thread. */
public final class TlsSecret {
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";

  private TlsSecret() {}

  /** The body with its {@code stringData} put into its {@code data}, as Kubernetes does. */
  static Map<String, Object> withoutTexts(Map<String, Object> body) {
    if (!(body.get("stringData") instanceof Map<?, ?> texts)
        || !texts.values().stream().allMatch(String.class::isInstance)) {
      return body; // a wrong one is refused with the other fields
    }
    var data = new LinkedHashMap<Object, Object>();
    if (body.get("data") instanceof Map<?, ?> given) {
      data.putAll(given);
    }
    texts.forEach((key, text) -> data.put(key, encoded(String.valueOf(text))));
    var merged = new LinkedHashMap<String, Object>(body);
    merged.remove("stringData");
    merged.put("data", data);
    return merged;
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What whoever writes this secret should hear at once; it is stored all the same, as in
   * Kubernetes, and a listener that refers to it says it too. Holds nothing of the secret.
   */
  public static Optional<String> doubt(Resource secret) {
    boolean holdsPair = "kubernetes.io/tls".equals(secret.body().get("type"));
    if (!holdsPair || !(withoutTexts(secret.body()).get("data") instanceof Map<?, ?> data)) {
      return Optional.empty();
    }
    try {
      CertifiedKey.read(bytes(data, CERTIFICATE), bytes(data, KEY));
      return Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.of(
          "no listener can use it: "
              + CERTIFICATE
              + " and "
              + KEY
              + " hold no certificate in PEM"
              + " and its private key in PEM without a password");
    }
  }

  private static byte[] bytes(Map<?, ?> data, String name) {
    return Base64.getDecoder().decode(String.valueOf(data.get(name)));
  }
}
