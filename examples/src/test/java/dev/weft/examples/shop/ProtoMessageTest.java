package dev.weft.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoMessageTest {
  /** The example of the format's documentation: field 1 is 150, field 2 is "testing". */
  private static final byte[] DOCUMENTED = HexFormat.of().parseHex("089601120774657374696e67");

  @Test
  void writesAndReadsTheDocumentedBytes() {
    assertThat(new ProtoMessage().with(1, 150).with(2, "testing").bytes()).isEqualTo(DOCUMENTED);
    assertThat(ProtoMessage.of(DOCUMENTED).number(1)).isEqualTo(150);
    assertThat(ProtoMessage.of(DOCUMENTED).text(2)).isEqualTo("testing");
  }

  @Test
  void negativeNumbersHaveTenBytes() {
    byte[] bytes = new ProtoMessage().with(1, -1).bytes();

    assertThat(bytes).hasSize(11);
    assertThat(ProtoMessage.of(bytes).number(1)).isEqualTo(-1);
  }

  @Test
  void skipsFieldsThatItDoesNotKnowAndHasDefaultsForThoseThatAreMissing() {
    var message =
        ProtoMessage.of(HexFormat.of().parseHex("19" + "0102030405060708" + "25" + "01020304"));

    assertThat(message.number(1)).isZero();
    assertThat(message.text(2)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"08", "0880", "1205aa", "0b", "08ffffffffffffffffffff01", "1aff"})
  void refusesWhatBreaksOffOrIsNoMessage(String hex) {
    assertThatThrownBy(() -> ProtoMessage.of(HexFormat.of().parseHex(hex)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
