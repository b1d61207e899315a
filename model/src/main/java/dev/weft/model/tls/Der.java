package dev.weft.model.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** The little of DER (X.690) that wrapping an old private key takes. */
final class Der {
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private Der() {}

  /**
   * Wraps a PKCS #1 or SEC 1 key as PKCS #8, whose algorithm is the public key's.
   *
   * @param publicKey as SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7)
   */
  static byte[] pkcs8(byte[] publicKey, byte[] key) throws GeneralSecurityException {
    byte[] inside = content(publicKey, 0);
    int algorithmEnd = contentStart(inside, 0) + content(inside, 0).length;
    var body = new ByteArrayOutputStream();
    body.writeBytes(VERSION_0);
    body.write(inside, 0, algorithmEnd);
    body.writeBytes(element(OCTETS, key));
    return element(SEQUENCE, body.toByteArray());
  }

  private static byte[] content(byte[] der, int at) throws GeneralSecurityException {
    int start = contentStart(der, at);
    int length = length(der, at);
    if (der[at] != SEQUENCE || length > der.length - start) {
      throw new GeneralSecurityException("the certificate's public key is not X.509");
    }
    return Arrays.copyOfRange(der, start, start + length);
  }

  private static int contentStart(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < contentStart(der, at); i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return length;
  }

  private static byte[] element(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int bytes = (39 - Integer.numberOfLeadingZeros(content.length)) / 8;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(content.length >> (8 * i));
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
