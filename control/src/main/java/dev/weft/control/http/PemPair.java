package dev.weft.control.http;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with those that vouch for it, and the key that belongs to it.
 *
 * @param chain the own certificate first
 */
record PemPair(List<X509Certificate> chain, PrivateKey key) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /**
   * @throws GeneralSecurityException if they cannot be read or do not belong together
   */
  static PemPair read(byte[] chainPem, byte[] keyPem) throws GeneralSecurityException {
    List<X509Certificate> chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(chainPem))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (chain.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate in the file");
    }
    PublicKey publicKey = chain.getFirst().getPublicKey();
    Matcher matcher = KEY.matcher(new String(keyPem, StandardCharsets.US_ASCII));
    if (!matcher.find()) {
      throw new GeneralSecurityException(
          "the key's file has no BEGIN PRIVATE KEY; openssl pkcs8 -topk8 -nocrypt makes one");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(matcher.group(1));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the key is not Base64", e);
    }
    PrivateKey key =
        KeyFactory.getInstance(publicKey.getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(der));
    refuseStrangers(key, publicKey);
    return new PemPair(chain, key);
  }

  /** What the one signs the other must be able to verify. */
  private static void refuseStrangers(PrivateKey key, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    byte[] words = "one pair".getBytes(StandardCharsets.US_ASCII);
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(words);
    byte[] signature = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(publicKey);
    verifying.update(words);
    if (!verifying.verify(signature)) {
      throw new GeneralSecurityException("the key belongs to another certificate");
    }
  }
}
