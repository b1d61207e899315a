package dev.weft.registry;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys as the usual programs write them: PKCS #8 (RFC 5958), and the older forms of RSA
 * (RFC 8017) and EC (RFC 5915) alone. The JDK reads the first; the others are put into its
 * envelope, with the algorithm of the public key that they belong to.
 */
final class PrivateKeyPem {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]{1,65536})-----END \\1-----");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private PrivateKeyPem() {}

  /**
   * @throws GeneralSecurityException if there is none, or not of the public key's algorithm
   * @throws IllegalArgumentException if it is not base64
   */
  static PrivateKey read(String pem, PublicKey publicKey) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw new InvalidKeyException("no private key");
    }
    byte[] der = Base64.getMimeDecoder().decode(block.group(2));
    if (!block.group(1).equals("PRIVATE KEY")) {
      der = inEnvelope(der, publicKey);
    }
    return KeyFactory.getInstance(publicKey.getAlgorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static byte[] inEnvelope(byte[] key, PublicKey publicKey) throws InvalidKeyException {
    return der(
        SEQUENCE, joined(VERSION_0, algorithm(publicKey.getEncoded()), der(OCTET_STRING, key)));
  }

  /** The first element of a SubjectPublicKeyInfo (RFC 5280, 4.1). */
  private static byte[] algorithm(byte[] info) throws InvalidKeyException {
    int start = contentAt(info, 0);
    int end = contentAt(info, start) + length(info, start);
    return java.util.Arrays.copyOfRange(info, start, end);
  }

  private static int contentAt(byte[] der, int at) throws InvalidKeyException {
    if (der.length < at + 2 || (der[at] & 0xff) != SEQUENCE) {
      throw new InvalidKeyException("an unknown form of public key");
    }
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) throws InvalidKeyException {
    int content = contentAt(der, at);
    int length = content == at + 2 ? der[at + 1] & 0xff : 0;
    for (int i = at + 2; i < content; i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return length;
  }

  private static byte[] der(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
      out.write(0x80 | bytes);
      for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out.write(content.length >> shift);
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
