package dev.weft.broker.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadScannerTest {
  private static final List<String> REQUESTS =
      List.of(
          "GET / HTTP/1.1\r\nHost: orders\r\n\r\n",
          "\r\n\r\nPOST /a?b=%20 HTTP/1.0\r\nHost:orders:80\r\nX: \t a\tb \t\r\nEmpty:\r\n\r\nbody",
          "M!#$%&'*+-.^_`|~09 /\u00e9 HTTP/1.1\r\n"
              + "Name-1: caf\u00e9 \u0080\u00ff\r\n\r\n"
              + "GET / HTTP/1.1\r\n",
          "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n",
          "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n",
          "GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
          "GET / HTTP/1.1\r\nLonger-Than-A-Word-Of-Eight: 123456789\u007f\r\n\r\n");

  private static String whole(String request) {
    return Scans.head(HeadScanner.Kind.REQUEST, Scans.bytes(request), List.of());
  }

  @Test
  void findsMethodTargetAndFieldsAndLeavesWhatFollows() {
    assertThat(whole(REQUESTS.get(0))).isEqualTo("GET / 1.1 | Host=orders left 0");
    assertThat(whole(REQUESTS.get(1)))
        .isEqualTo("POST /a?b=%20 1.0 | Host=orders:80 | X=a\tb | Empty= left 4");
    assertThat(whole(REQUESTS.get(2)))
        .isEqualTo("M!#$%&'*+-.^_`|~09 /\u00e9 1.1 | Name-1=caf\u00e9 \u0080\u00ff left 16");
  }

  @Test
  void makesTheSameOfBytesInWhateverPiecesTheyCome() {
    for (String request : REQUESTS) {
      byte[] input = Scans.bytes(request);
      String expected = whole(request);
      for (int first = 1; first < input.length; first++) {
        for (int second = 1; second <= input.length - first; second++) {
          assertThat(Scans.head(HeadScanner.Kind.REQUEST, input, List.of(first, second)))
              .as("%s in pieces of %s and %s", request, first, second)
              .isEqualTo(expected);
        }
      }
      assertThat(Scans.head(HeadScanner.Kind.REQUEST, input, Collections.nCopies(input.length, 1)))
          .as("%s byte by byte", request)
          .isEqualTo(expected);
    }
  }

  @Test
  void makesTheSameOfLargeHeadsInRandomPieces() {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      var request = new StringBuilder("GET /" + "p".repeat(random.nextInt(4000)) + " HTTP/1.1\r\n");
      for (int i = random.nextInt(200); i > 0; i--) {
        request.append("Field-").append(i).append(": ").append("v".repeat(random.nextInt(200)));
        request.append("\r\n");
      }
      byte[] input = Scans.bytes(request + "\r\nrest");
      var pieces = new ArrayList<Integer>();
      for (int i = 0; i < 50; i++) {
        pieces.add(1 + random.nextInt(1500));
      }
      assertThat(Scans.head(HeadScanner.Kind.REQUEST, input, pieces))
          .as("seed %s", seed)
          .isEqualTo(whole(request + "\r\nrest"))
          .endsWith(" left 4");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "GET / HTTP/1.1~A: b\\nC: d~~ @ LF without CR",
        "GET / HTTP/1.1\\nA: b~~ @ LF without CR",
        "GET / HTTP/1.1~A: b\\rC: d~~ @ CR that no LF follows",
        "GET / HTTP/1.1~A: b\\0c~~ @ NUL",
        "\\0GET / HTTP/1.1~~ @ NUL",
        "\\1GET / HTTP/1.1~~ @ 0x01",
        "GET / HTTP/1.1~A: b\\vc~~ @ 0x0b",
        "GET / HTTP/1.1~A: \\d~~ @ 0x7f",
        "GET / HTTP/1.1~A: b~ c~~ @ folding",
        "GET / HTTP/1.1~ A: b~~ @ white space",
        "GET / HTTP/1.1~A : b~~ @ before its colon",
        "GET / HTTP/1.1~A\\t: b~~ @ before its colon",
        "GET / HTTP/1.1~A b: c~~ @ white space in a header's name",
        "GET / HTTP/1.1~: b~~ @ without a name",
        "GET / HTTP/1.1~A b~~ @ name",
        "GET / HTTP/1.1~Ab~~ @ without a colon",
        "GET / HTTP/1.1~\u00c4: b~~ @ 0xc4",
        "GET / HTTP/1.1~A(: b~~ @ 0x28",
        "GET /  HTTP/1.1~~ @ white space in the request's target",
        "GET  / HTTP/1.1~~ @ white space",
        "GET\\t/ HTTP/1.1~~ @ one space",
        "GET /\\tHTTP/1.1~~ @ not a method, a target and a version",
        "' GET / HTTP/1.1~~' @ method",
        "GET / HTTP/1.1 ~~ @ version",
        "GET /~~ @ not a method, a target and a version",
        "GET HTTP/1.1~~ @ not a method, a target and a version",
        "G(T / HTTP/1.1~~ @ method",
        "GET / http/1.1~~ @ version",
        "GET / HTTP/01.01~~ @ version",
        "GET / HTTP/1.1a~~ @ version",
        "GET / HTTP/1.~~ @ version",
        "GET / HTTP/1,1~~ @ version"
      })
  void refusesWhatIsNotToTheLetter(String request, String offence) {
    String unescaped =
        request
            .replace("~", "\r\n")
            .replace("\\0", "\0")
            .replace("\\1", "\1")
            .replace("\\r", "\r")
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\v", "\u000b")
            .replace("\\d", "\u007f");
    assertThat(whole(unescaped)).startsWith("refused 400: ").contains(offence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0", "HTTP/9.9", "HTTP/1.2", "HTTP/0.9"})
  void speaksNoOtherVersion(String version) {
    assertThat(whole("GET / " + version + "\r\n\r\n"))
        .startsWith("refused 505: ")
        .contains(version);
  }

  @Test
  void takesLinesAndHeadsUpToTheirLimits() {
    String path = "/" + "p".repeat(HeadScanner.MOST_LINE_BYTES - "GET / HTTP/1.1".length());
    assertThat(whole("GET " + path + " HTTP/1.1\r\n\r\n")).startsWith("GET /ppp");
    assertThat(whole("GET " + path + "p HTTP/1.1\r\n\r\n")).startsWith("refused 414");
    String value = "v".repeat(HeadScanner.MOST_FIELD_BYTES - "A: \r\n".length());
    assertThat(whole("GET / HTTP/1.1\r\nA: " + value + "\r\n\r\n")).startsWith("GET / 1.1 | A=v");
    assertThat(whole("GET / HTTP/1.1\r\nA: " + value + "vvv\r\n\r\n")).startsWith("refused 431");
    assertThat(whole("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(HeadScanner.MOST_FIELDS) + "\r\n"))
        .endsWith("left 0");
    assertThat(
            whole("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(HeadScanner.MOST_FIELDS + 1) + "\r\n"))
        .startsWith("refused 431");
  }

  @Test
  void refusesEndlessLinesBeforeTheyEnd() {
    assertThat(whole("GET /" + "p".repeat(100_000))).startsWith("refused 414");
    assertThat(whole("GET / HTTP/1.1\r\nA: " + "v".repeat(100_000))).startsWith("refused 431");
    assertThat(whole("\r\n".repeat(50))).startsWith("refused 400").contains("empty lines");
  }

  @Test
  void readsAnswersWithAndWithoutAReason() {
    assertThat(answer("HTTP/1.1 200 OK then\r\nA: b\r\n\r\n"))
        .isEqualTo("200 OK then 1.1 | A=b left 0");
    assertThat(answer("HTTP/1.0 404 \r\n\r\n")).isEqualTo("404  1.0 left 0");
    assertThat(answer("HTTP/1.1 404\r\n\r\nx")).isEqualTo("404  1.1 left 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 099 Odd",
        "HTTP/1.1 999 Odd",
        "HTTP/1.1 20 Odd",
        "HTTP/1.1 2000 Odd",
        "HTTP/1.1  200 OK",
        "HTTP/2.0 200 OK",
        "HTTP/1.1 2x0 OK",
        "ICY 200 OK",
        ""
      })
  void refusesAnswersThatBeginOddly(String line) {
    assertThat(answer(line + "\r\n\r\n")).startsWith("refused");
  }

  private static String answer(String text) {
    return Scans.head(HeadScanner.Kind.ANSWER, Scans.bytes(text), List.of());
  }
}
