package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.ProbePolicy.Check;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A routee that sends a byte now and then holds no check for longer than the check may take. */
final class TrickleTest {
  private static final int NOW_AND_THEN_MILLIS = 20;
  private static final String HOST = "127.0.0.1";

  private final CountDownLatch over = new CountDownLatch(1);

  @AfterEach
  void end() {
    over.countDown();
  }

  /** Each with the begin of an answer that has 16 KiB or so to follow. */
  static Stream<Arguments> checks() {
    return Stream.of(
        arguments(http(false), ""),
        arguments(http(true), "1603034000"),
        arguments(
            new ProbePolicy.GrpcCheck("", true),
            "000000" + "0400" + "00000000" + "0040000800000000" + "00"));
  }

  private static Check http(boolean tls) {
    return new ProbePolicy.HttpCheck("/", tls, true, "", 200, 399, Map.of(), "", true);
  }

  @ParameterizedTest
  @MethodSource("checks")
  @Timeout(60)
  void isNotWaitedForLongerThanTheTimeout(Check check, String begin) throws IOException {
    try (var clock = new SystemClock();
        var server = new ServerSocket(0, 50, InetAddress.ofLiteral(HOST))) {
      Thread.ofVirtual().start(() -> trickle(server, HexFormat.of().parseHex(begin)));

      CheckResult result =
          new BlockingChecker(clock)
              .check(check, HOST, server.getLocalPort(), Duration.ofMillis(400));

      assertThat(result.passed()).isFalse();
      assertThat(result.finding()).isEqualTo("no answer within 400 ms");
    }
  }

  private void trickle(ServerSocket server, byte[] begin) {
    try (Socket socket = server.accept()) {
      OutputStream out = socket.getOutputStream();
      out.write(begin);
      while (!over.await(NOW_AND_THEN_MILLIS, TimeUnit.MILLISECONDS)) {
        out.write(1);
      }
    } catch (IOException e) {
      return; // the probe has hung up
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
