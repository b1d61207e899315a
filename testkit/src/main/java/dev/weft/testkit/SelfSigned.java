package dev.weft.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate that vouches for itself, and its key, made by the JDK's keytool in about half a
 * second.
 *
 * @param store holds both as entry {@code a}
 */
public record SelfSigned(KeyStore store) {
  private static final char[] PASSWORD = "for tests only".toCharArray();

  /**
   * Makes one.
   *
   * @param dir where its file may lie
   * @param name the common name, also the file's
   * @param algorithm RSA or EC
   * @param san such as {@code dns:localhost,ip:127.0.0.1}
   */
  public static SelfSigned make(Path dir, String name, String algorithm, String san)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = dir.resolve(name + ".p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + san,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    int code = made.waitFor();
    if (code != 0) {
      throw new IOException("keytool ended with " + code);
    }
    return new SelfSigned(KeyStore.getInstance(file.toFile(), PASSWORD));
  }

  /** The certificate as PEM. */
  public String certificatePem() throws GeneralSecurityException {
    return pem("CERTIFICATE", store.getCertificate("a").getEncoded());
  }

  /** The key as PEM, PKCS #8. */
  public String keyPem() throws GeneralSecurityException {
    return pem("PRIVATE KEY", store.getKey("a", PASSWORD).getEncoded());
  }

  /** Anything as PEM. */
  public static String pem(String what, byte[] der) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }
}
