package dev.weft.registry;

import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Resource;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a schema cannot say of a Secret: that its certificate and its key can be used together. */
final class TlsSecret {
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final byte[] PROBE =
      "signed with the one, checked with the other".getBytes(StandardCharsets.UTF_8);

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
   * @param secret one that its schema accepts
   * @throws dev.weft.model.resource.InvalidResourceException if certificate or key cannot be read,
   *     or do not fit together; it holds nothing of either
   */
  static void check(Resource secret, String what) {
    var fields = Fields.at("data", Map.of());
    if (secret.body().get("data") instanceof Map<?, ?> data) {
      byte[] pem = Base64.getDecoder().decode(String.valueOf(data.get(CERTIFICATE)));
      byte[] keyPem = Base64.getDecoder().decode(String.valueOf(data.get(KEY)));
      check(pem, new String(keyPem, StandardCharsets.ISO_8859_1), fields);
    }
    fields.throwIfAny(what);
  }

  private static void check(byte[] pem, String keyPem, Fields fields) {
    PublicKey publicKey;
    try {
      Collection<? extends Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      if (chain.isEmpty()) {
        fields.refuse(CERTIFICATE, "(hidden)", "a certificate in PEM");
        return;
      }
      publicKey = chain.iterator().next().getPublicKey();
    } catch (GeneralSecurityException e) {
      fields.refuse(CERTIFICATE, "(hidden)", "a certificate in PEM that can be read");
      return;
    }
    try {
      if (!fit(PrivateKeyPem.read(keyPem, publicKey), publicKey)) {
        fields.refuse(
            KEY, "(hidden)", "the private key of the first certificate in " + CERTIFICATE);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      fields.refuse(
          KEY,
          "(hidden)",
          "the private key of the first certificate in "
              + CERTIFICATE
              + ", in PEM, without a password");
    }
  }

  private static boolean fit(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm(); // EdDSA
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(PROBE);
    return signature.verify(signed);
  }
}
