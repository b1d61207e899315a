package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  /** A certificate, and its key as PKCS #8. */
  private static final class Pair {
    private final byte[] certificate;
    private final byte[] key;

    Pair(byte[] certificate, byte[] key) {
      this.certificate = certificate;
      this.key = key;
    }
  }

  private static final Map<String, Pair> PAIRS = new HashMap<>();

  @BeforeAll
  static void makePairs(@TempDir Path dir)
      throws IOException, InterruptedException, GeneralSecurityException {
    PAIRS.put("EC", pair(dir, "EC", "-groupname", "secp256r1"));
    PAIRS.put("RSA", pair(dir, "RSA", "-keysize", "2048"));
    PAIRS.put("Ed25519", pair(dir, "Ed25519"));
  }

  private static Pair pair(Path dir, String algorithm, String... size)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = dir.resolve(algorithm + ".p12");
    var command =
        new java.util.ArrayList<String>(
            java.util.List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=test",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                store.toString()));
    command.addAll(Arrays.asList(size));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).as(Files.readString(dir.resolve("keytool.log"))).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    return new Pair(
        keys.getCertificate("a").getEncoded(),
        Objects.requireNonNull(keys.getKey("a", "secret".toCharArray())).getEncoded());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void areTakenWithACertificateAndItsKey(String algorithm) {
    assertThatCode(() -> Admission.admit(secret(data(algorithm, "PRIVATE KEY"))))
        .doesNotThrowAnyException();
    assertThat(TlsSecret.doubt(secret(data(algorithm, "PRIVATE KEY")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void areTakenWithAKeyInTheOldForm(String algorithm) {
    assertThat(TlsSecret.doubt(secret(data(algorithm, algorithm + " PRIVATE KEY")))).isEmpty();
  }

  @Test
  void raiseADoubtWhereTheKeyIsNotTheCertificates() {
    Map<String, Object> data = data("EC", "PRIVATE KEY");
    data.put("tls.crt", data("RSA", "PRIVATE KEY").get("tls.crt"));

    assertThat(Admission.admit(secret(data)).body()).containsEntry("data", data);
    assertThat(TlsSecret.doubt(secret(data)))
        .hasValueSatisfying(
            doubt -> assertThat(doubt).contains("no listener can use it", "tls.crt", "tls.key"));
  }

  @Test
  void raiseADoubtWithoutAWordOfWhatTheyHold() {
    for (String key : new String[] {"tls.crt", "tls.key"}) {
      for (String value : new String[] {"aGVsbG8gd29ybGQ=", ""}) {
        Map<String, Object> data = data("EC", "PRIVATE KEY");
        data.put(key, value);

        assertThat(TlsSecret.doubt(secret(data)))
            .hasValueSatisfying(
                doubt -> assertThat(doubt).contains(key).doesNotContain("aGVsbG8", "hello world"));
      }
    }
  }

  @Test
  void areRefusedWithoutAWordOfWhatTheyHold() {
    Map<String, Object> data = data("EC", "PRIVATE KEY");
    data.put("tls.key", "no-base64-but-confidential!");
    InvalidResourceException refused = refusal(secret(data));
    assertThat(refused.getMessage()).contains("data.tls.key").doesNotContain("confidential");
    assertThat(refused.errors()).allSatisfy(e -> assertThat(e.value()).isIn("", "(hidden)"));

    var confidential =
        new Resource(
            Kind.SECRET,
            Metadata.named("default", "web"),
            Map.of("type", "kubernetes.io/tls", "data", Map.of("tls.crt", Map.of("x", "y-z"))),
            Map.of());
    assertThat(refusal(confidential).getMessage()).contains("data.tls.crt").doesNotContain("y-z");
  }

  @Test
  void ofTypeTlsNeedBothParts() {
    Map<String, Object> data = data("EC", "PRIVATE KEY");
    data.remove("tls.key");

    assertThat(refusal(secret(data)).getMessage()).contains("tls.crt and tls.key are needed");
  }

  @Test
  void ofAnyOtherTypeAreKeptAsTheyAre() {
    var untyped =
        new Resource(
            Kind.SECRET,
            Metadata.named("default", "web"),
            Map.of("data", Map.of("password", "eHl6")),
            Map.of());

    assertThat(Admission.admit(untyped).body())
        .isEqualTo(Map.of("type", "Opaque", "data", Map.of("password", "eHl6")));
    assertThat(TlsSecret.doubt(untyped)).isEmpty();
  }

  @Test
  void storeTextsAsBytes() {
    Map<String, Object> texts = new LinkedHashMap<>();
    data("EC", "PRIVATE KEY")
        .forEach((key, value) ->
            texts.put(
                key,
                new String(
                    Base64.getDecoder().decode(String.valueOf(value)),
                    StandardCharsets.ISO_8859_1)));
    var sent =
        new Resource(
            Kind.SECRET,
            Metadata.named("default", "web"),
            Map.of("type", "kubernetes.io/tls", "stringData", texts),
            Map.of());

    assertThat(Admission.admit(sent).body())
        .isEqualTo(Map.of("type", "kubernetes.io/tls", "data", data("EC", "PRIVATE KEY")));
  }

  private static InvalidResourceException refusal(Resource secret) {
    return Objects.requireNonNull(
        catchThrowableOfType(InvalidResourceException.class, () -> Admission.admit(secret)));
  }

  private static Resource secret(Map<String, Object> data) {
    return new Resource(
        Kind.SECRET,
        Metadata.named("default", "web"),
        Map.of("type", "kubernetes.io/tls", "data", data),
        Map.of());
  }

  private static Map<String, Object> data(String algorithm, String form) {
    Pair pair = Objects.requireNonNull(PAIRS.get(algorithm));
    byte[] key = form.equals("PRIVATE KEY") ? pair.key : inner(pair.key);
    var data = new LinkedHashMap<String, Object>();
    data.put("tls.crt", pem("CERTIFICATE", pair.certificate));
    data.put("tls.key", pem(form, key));
    return data;
  }

  /** What PKCS #8 wraps: its last element, an octet string. */
  private static byte[] inner(byte[] pkcs8) {
    for (int at = pkcs8.length - 1; at > 0; at--) {
      for (int head : new int[] {2, 3, 4}) {
        boolean octets = pkcs8[at] == 0x04 && at + head < pkcs8.length && pkcs8[at + head] == 0x30;
        if (octets && length(pkcs8, at + 1, head - 1) == pkcs8.length - at - head) {
          return Arrays.copyOfRange(pkcs8, at + head, pkcs8.length);
        }
      }
    }
    throw new AssertionError("no key inside");
  }

  private static int length(byte[] der, int at, int bytes) {
    if (bytes == 1) {
      return der[at] & 0xff;
    }
    int length = 0;
    for (int i = 1; i < bytes; i++) {
      length = (length << 8) | (der[at + i] & 0xff);
    }
    return (der[at] & 0xff) == (0x80 | (bytes - 1)) ? length : -1;
  }

  private static String pem(String title, byte[] der) {
    String text =
        "-----BEGIN "
            + title
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END "
            + title
            + "-----\n";
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
