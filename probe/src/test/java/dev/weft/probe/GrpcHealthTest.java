package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ProbePolicy.GrpcCheck;
import dev.weft.model.time.SystemClock;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcHealthTest {
  private static final String HOST = "127.0.0.1";
  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final String SETTINGS = "000000" + "04" + "00" + "00000000";
  private static final String HEADERS = "000001" + "01" + "04" + "00000001" + "88";

  private final SystemClock clock = new SystemClock();
  private final BlockingChecker checker = new BlockingChecker(clock);
  private final CompletableFuture<byte[]> received = new CompletableFuture<>();

  @AfterEach
  void close() {
    clock.close();
  }

  /** Reads the request up to its DATA, answers with frames and closes when told to. */
  private CheckResult answer(String frames, boolean closes, String service, Duration timeout)
      throws IOException {
    try (var server = new ServerSocket(0, 50, InetAddress.ofLiteral(HOST))) {
      Thread.ofVirtual().start(() -> serve(server, frames, closes));
      return checker.check(new GrpcCheck(service, false), HOST, server.getLocalPort(), timeout);
    }
  }

  private void serve(ServerSocket server, String frames, boolean closes) {
    try {
      Socket socket = server.accept();
      var in = new DataInputStream(socket.getInputStream());
      in.readNBytes(24 + 9);
      int headers = in.readInt() >>> 8;
      in.readNBytes(5 + headers);
      int data = in.readInt() >>> 8;
      in.readNBytes(5);
      received.complete(in.readNBytes(data));
      socket.getOutputStream().write(HexFormat.of().parseHex(frames));
      if (closes) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String data(String message) {
    return "%06x0000%08x%s".formatted(message.length() / 2, 1, message);
  }

  @ParameterizedTest
  @CsvSource({
    "0000000002 0801,SERVING,true",
    "0000000002 0802,NOT_SERVING,false",
    "0000000002 0803,SERVICE_UNKNOWN,false",
    "0000000000,UNKNOWN,false"
  })
  void passesOnServingAlone(String message, String word, boolean passes) throws IOException {
    String frames = SETTINGS + HEADERS + data(message.replace(" ", ""));

    CheckResult result = answer(frames, false, "", AMPLE);

    assertThat(result.finding()).isEqualTo(word);
    assertThat(result.passed()).isEqualTo(passes);
    assertThat(result.sentence()).startsWith("grpc health: " + word + " in ");
  }

  @Test
  void namesTheServiceThatItAsksFor() throws Exception {
    CheckResult result =
        answer(SETTINGS + HEADERS + data("00000000020801"), false, "shop.Pricing", AMPLE);

    assertThat(result.sentence()).startsWith("grpc health of shop.Pricing: SERVING");
    byte[] message = received.get();
    assertThat(message).startsWith(0, 0, 0, 0, 14, 10, 12);
    assertThat(new String(message, 7, 12, StandardCharsets.US_ASCII)).isEqualTo("shop.Pricing");
  }

  @Test
  void takesAMessageInPiecesAmongOtherFrames() throws IOException {
    String ping = "000008" + "06" + "00" + "00000000" + "0102030405060708";
    String windowUpdate = "000004" + "08" + "00" + "00000000" + "00001000";
    String frames = SETTINGS + ping + HEADERS + data("000000") + windowUpdate + data("00020801");

    assertThat(answer(frames, false, "", AMPLE).finding()).isEqualTo("SERVING");
  }

  @Test
  void failsWhereTheStreamEndsWithoutAMessage() throws IOException {
    String trailersOnly = "000001" + "01" + "05" + "00000001" + "88";

    assertThat(answer(SETTINGS + trailersOnly, false, "", AMPLE).finding())
        .isEqualTo("no such health service");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "485454502f312e3120343030204261642052657175657374", // HTTP/1.1 400 Bad Request
        "00000006000000000000",
        SETTINGS + "000009" + "06" + "00" + "00000000" + "010203040506070809", // a PING of 9 bytes
      })
  void saysWhatIsNotHttp2(String answer) throws IOException {
    assertThat(answer(answer, true, "", AMPLE).finding()).isEqualTo("the answer is not HTTP/2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", SETTINGS, SETTINGS + "000008" + "07" + "00" + "00000000" + "00"})
  void saysThatTheRouteeHungUp(String answer) throws IOException {
    assertThat(answer(answer, true, "", AMPLE).finding()).isEqualTo("closed without an answer");
  }

  @Test
  void readsNoEndlessAnswer() throws IOException {
    String frames = SETTINGS + ("000000" + "08" + "00" + "00000000").repeat(200);

    assertThat(answer(frames, false, "", AMPLE).finding())
        .isEqualTo("the answer is not one of a health service");
  }

  @Test
  void failsWhereNoAnswerComes() throws IOException {
    assertThat(answer(SETTINGS, false, "", Duration.ofMillis(200)).finding())
        .isEqualTo("no answer within 200 ms");
  }
}
