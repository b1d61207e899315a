package dev.weft.model.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Addresses;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  private static final String PART = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
  private static final Pattern LABEL = Pattern.compile(PART);
  private static final Pattern SUBDOMAIN = Pattern.compile(PART + "(?:\\." + PART + ")*");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");

  @Test
  void areWhatTheRulesSayOfThem() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      String name = text(random, "ab09-.A_\n", random.nextInt(6));

      assertThat(Names.isLabel(name))
          .as("label '%s', seed %d", name, seed)
          .isEqualTo(LABEL.matcher(name).matches());
      assertThat(Names.isSubdomain(name))
          .as("subdomain '%s', seed %d", name, seed)
          .isEqualTo(SUBDOMAIN.matcher(name).matches());
    }
  }

  @Test
  void areBoundedInTheirLength() {
    assertThat(Names.isLabel("a".repeat(63))).isTrue();
    assertThat(Names.isLabel("a".repeat(64))).isFalse();
    assertThat(Names.isSubdomain("a".repeat(253))).isTrue();
    assertThat(Names.isSubdomain("a".repeat(254))).isFalse();
  }

  @Test
  void addressesAreFourNumbers() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      String address = text(random, "012569..", random.nextInt(5, 16));

      assertThat(Addresses.isIp(address))
          .as("address '%s', seed %d", address, seed)
          .isEqualTo(IPV4.matcher(address).matches());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "255.255.255.255", "10.20.199.249", "::1"})
  void takesAddresses(String address) {
    assertThat(Addresses.isIp(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.2.3", "1.2.3.4.5", "1.2.3.4.", "1..3.4", "256.1.1.1", "01.1.1.1"})
  void takesNothingElseForAddresses(String address) {
    assertThat(Addresses.isIp(address)).isFalse();
  }

  private static String text(Random random, String of, int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(of.charAt(random.nextInt(of.length())));
    }
    return text.toString();
  }
}
