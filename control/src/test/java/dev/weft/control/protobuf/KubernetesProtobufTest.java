package dev.weft.control.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KubernetesProtobufTest {
  private static byte[] field(int number, byte[] value) {
    var out = new ByteArrayOutputStream();
    varint(out, (number << 3) | Wire.BYTES);
    varint(out, value.length);
    out.writeBytes(value);
    return out.toByteArray();
  }

  private static byte[] field(int number, String value) {
    return field(number, value.getBytes(UTF_8));
  }

  private static byte[] field(int number, long value) {
    var out = new ByteArrayOutputStream();
    varint(out, number << 3);
    varint(out, value);
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      out.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] document(String kind, byte[] raw) {
    return join(
        "k8s\0".getBytes(UTF_8),
        field(1, join(field(1, "v1"), field(2, kind))),
        field(2, raw),
        field(3, ""),
        field(4, ""));
  }

  private static byte[] service() {
    byte[] metadata =
        join(
            field(1, "web"),
            field(3, ""),
            field(7, 0),
            field(8, ""),
            field(11, join(field(1, "a"), field(2, "b"))),
            field(11, join(field(1, "empty"))));
    byte[] http = join(field(1, "http"), field(3, 80), field(4, join(field(1, 0), field(2, 8080))));
    byte[] rpc =
        join(field(1, "rpc"), field(3, 81), field(4, join(field(1, 1), field(3, "named"))));
    return document(
        "Service", join(field(1, metadata), field(2, join(field(1, http), field(1, rpc)))));
  }

  @Test
  void readsAServiceAsItsJsonWouldBe() {
    assertThat(KubernetesProtobuf.read(service()))
        .isEqualTo(
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Service",
                "metadata",
                Map.of("name", "web", "labels", Map.of("a", "b", "empty", "")),
                "spec",
                Map.of(
                    "ports",
                    List.of(
                        Map.of("name", "http", "port", 80L, "targetPort", 8080L),
                        Map.of("name", "rpc", "port", 81L, "targetPort", "named")))));
  }

  @Test
  void showsASecretsBytesAsBase64() {
    byte[] data = join(field(1, "k"), field(2, new byte[] {0, -1}));
    assertThat(KubernetesProtobuf.read(document("Secret", field(2, data))))
        .containsEntry("data", Map.of("k", "AP8="));
  }

  @Test
  void refusesWhatItDoesNotKnowByName() {
    assertThatThrownBy(() -> KubernetesProtobuf.read(document("ConfigMap", field(9, "x"))))
        .isInstanceOf(ProtobufException.class)
        .hasMessageContaining("a field 9 in ConfigMap");
    assertThatThrownBy(() -> KubernetesProtobuf.read(document("Pod", new byte[0])))
        .hasMessageContaining("rest.Config.ContentType");
    assertThatThrownBy(() -> KubernetesProtobuf.read("{}".getBytes(UTF_8)))
        .hasMessageContaining("four bytes");
  }

  @Test
  void refusesEveryPrefixAndEveryDamageWithoutAnyOtherError() {
    byte[] whole = service();
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = Arrays.copyOf(whole, random.nextInt(whole.length));
      for (int flips = random.nextInt(4); flips > 0 && bad.length > 0; flips--) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        KubernetesProtobuf.read(bad);
      } catch (ProtobufException e) {
        assertThat(e).as("seed %d", seed).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void readsAMegabyteOfTinyElementsInNoTime() {
    var ports = new ByteArrayOutputStream();
    for (int i = 0; i < 500_000; i++) {
      ports.writeBytes(new byte[] {10, 0}); // one more port, an empty one
    }
    byte[] bytes = document("Service", field(2, ports.toByteArray()));
    Map<String, Object> read =
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> KubernetesProtobuf.read(bytes));
    assertThat(((Map<?, ?>) read.getOrDefault("spec", Map.of())).get("ports"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(500_000);
  }
}
