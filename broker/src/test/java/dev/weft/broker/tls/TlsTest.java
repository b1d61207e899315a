package dev.weft.broker.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.tls.CertifiedKey;
import dev.weft.testkit.SelfSigned;
import io.netty.handler.ssl.OpenSsl;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What TLS at both ends stands on. */
class TlsTest {
  private static CertifiedKey key(SelfSigned one) throws GeneralSecurityException {
    return CertifiedKey.read(
        one.certificatePem().getBytes(US_ASCII), one.keyPem().getBytes(US_ASCII));
  }

  @Test
  void boringSslIsUsedWhereItsLibraryIs() {
    assertThat(OpenSsl.isAvailable())
        .as(() -> "OpenSSL does not load: " + OpenSsl.unavailabilityCause())
        .isEqualTo(System.getProperty("os.name").equals("Linux"));
  }

  @Test
  void oldFormsOfKeysAreRead(@TempDir Path dir) throws Exception {
    SelfSigned rsa = SelfSigned.make(dir, "first", "RSA", "dns:localhost");
    SelfSigned curve = SelfSigned.make(dir, "second", "EC", "dns:localhost");
    assertThat(read(rsa, "RSA PRIVATE KEY")).isEqualTo(key(rsa).key());
    assertThat(read(curve, "EC PRIVATE KEY").getAlgorithm()).isEqualTo("EC");
    assertThatThrownBy(() ->
            CertifiedKey.read(
                rsa.certificatePem().getBytes(US_ASCII), curve.keyPem().getBytes(US_ASCII)))
        .isInstanceOf(GeneralSecurityException.class);
  }

  /** Takes the inner key out of its PKCS #8 wrapping: the last element, an octet string. */
  private static java.security.PrivateKey read(SelfSigned one, String as) throws Exception {
    byte[] pkcs8 = key(one).key().getEncoded();
    int at = 1;
    at += (pkcs8[at] & 0x80) == 0 ? 1 : 1 + (pkcs8[at] & 0x7f); // into the sequence
    at += 3; // the version
    at += 2 + pkcs8[at + 1]; // the algorithm
    at += (pkcs8[at + 1] & 0x80) == 0 ? 2 : 2 + (pkcs8[at + 1] & 0x7f); // into the octets
    byte[] inner = Arrays.copyOfRange(pkcs8, at, pkcs8.length);
    return CertifiedKey.read(
            one.certificatePem().getBytes(US_ASCII), SelfSigned.pem(as, inner).getBytes(US_ASCII))
        .key();
  }
}
