package dev.weft.model.tls;

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
public record CertifiedKey(List<X509Certificate> chain, PrivateKey key) {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC )?)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)"
              + "-----END \\1PRIVATE KEY-----");

  public CertifiedKey {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both from PEM. The key may be PKCS #8 (RFC 5958), or the older PKCS #1 (RFC 8017,
   * appendix A.1.2) and SEC 1 (RFC 5915) that much software still writes.
   *
   * @throws GeneralSecurityException if they cannot be read or do not belong together
   */
  public static CertifiedKey read(byte[] chainPem, byte[] keyPem) throws GeneralSecurityException {
    List<X509Certificate> chain = certificates(chainPem);
    PublicKey publicKey = chain.getFirst().getPublicKey();
    Matcher matcher = KEY.matcher(new String(keyPem, StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      throw new GeneralSecurityException(
          "there is no BEGIN PRIVATE KEY; is the key protected by a password?"
              + " openssl pkcs8 -topk8 -nocrypt takes it off");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(matcher.group(2));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("the key is not Base64", e);
    }
    byte[] pkcs8 = matcher.group(1).isEmpty() ? der : Der.pkcs8(publicKey.getEncoded(), der);
    PrivateKey key =
        KeyFactory.getInstance(publicKey.getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    refuseStrangers(key, publicKey);
    return new CertifiedKey(chain, key);
  }

  /**
   * Reads certificates from PEM, such as those of authorities.
   *
   * @throws GeneralSecurityException if there is none, or one cannot be read
   */
  public static List<X509Certificate> certificates(byte[] pem) throws GeneralSecurityException {
    List<X509Certificate> read =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (read.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate in it");
    }
    return read;
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
