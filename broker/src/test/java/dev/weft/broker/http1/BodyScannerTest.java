package dev.weft.broker.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.message.Head;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyScannerTest {
  private static final List<String> BODIES =
      List.of(
          "5\r\nhello\r\n0\r\n\r\nGET",
          "A;name;b=token;c=\"quo\\\"ted;\t\"\r\n"
              + "0123456789\r\n"
              + "000\r\n"
              + "X-Sum: 1\r\n"
              + "Host: evil\r\n\r\n"
              + ".",
          "1\r\nab\r\n0\r\n\r\n",
          "00000001\r\na\r\n1\r\nb\r\n0\r\nContent-Length: 5\r\n\r\n");

  private static String chunks(String text) {
    return Scans.body(Head.UNKNOWN_LENGTH, Scans.bytes(text), List.of());
  }

  @Test
  void takesChunksExtensionsAndTrailersApart() {
    assertThat(chunks(BODIES.get(0))).isEqualTo("hello left 3");
    assertThat(chunks(BODIES.get(1))).isEqualTo("0123456789 | X-Sum=1 left 1");
    assertThat(chunks(BODIES.get(2))).startsWith("refused");
    assertThat(chunks(BODIES.get(3))).isEqualTo("ab left 0");
  }

  @Test
  void makesTheSameOfChunksInWhateverPiecesTheyCome() {
    for (String body : BODIES) {
      byte[] input = Scans.bytes(body);
      String expected = chunks(body);
      for (int first = 1; first < input.length; first++) {
        for (int second = 1; second <= input.length - first; second++) {
          assertThat(Scans.body(Head.UNKNOWN_LENGTH, input, List.of(first, second)))
              .as("%s in pieces of %s and %s", body, first, second)
              .isEqualTo(expected);
        }
      }
      assertThat(Scans.body(Head.UNKNOWN_LENGTH, input, Collections.nCopies(input.length, 1)))
          .isEqualTo(expected);
    }
  }

  @Test
  void endsABodyOfKnownLengthThere() {
    assertThat(Scans.body(5, Scans.bytes("helloGET"), List.of(2, 1))).isEqualTo("hello left 3");
    assertThat(Scans.body(5, Scans.bytes("hell"), List.of())).isEqualTo("hell more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x5\r\nhello",
        "+5\r\nhello",
        "-5\r\nhello",
        "5_0\r\nhello",
        " 5\r\nhello",
        "5 \r\nhello",
        "5\t\r\nhello",
        "\r\nhello",
        ";a\r\nhello",
        "g\r\nhello",
        "5\nhello",
        "5\r hello",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhelloX\r\n0\r\n\r\n",
        "5\r\nhello\rX",
        "10000000000000005\r\nhello",
        "fffffffffffffffff\r\nhello",
        "5;\r\nhello",
        "5;a=\r\nhello",
        "5;=b\r\nhello",
        "5; a=b\r\nhello",
        "5;a=b \r\nhello",
        "5;a\0\r\nhello",
        "5;a\rb\r\nhello",
        "5;a\nhello",
        "5;a=\"b\r\n\"\r\nhello",
        "5;a=\"b\\\r\n\"\r\nhello",
        "5;a=\"b\"c\r\nhello",
        "0\r\nX: 1\n\r\n",
        "0\r\nX : 1\r\n\r\n",
        "0\r\n X: 1\r\n\r\n",
        "0\r\nX: 1\r\n\rx",
        "0\r\n\n",
        "0\r\n\rx"
      })
  void refusesWhatIsNotToTheLetter(String body) {
    assertThat(chunks(body)).contains("refused: ");
  }

  @Test
  void boundsExtensionsAndTrailers() {
    assertThat(chunks("5;a=" + "b".repeat(64 * 1024))).startsWith("refused").contains("extensions");
    assertThat(chunks("0\r\nX: " + "b".repeat(64 * 1024))).startsWith("refused");
  }
}
