package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Verdict;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** h2spec, the public suite for RFC 9113 and RFC 7541, through a broker, strict cases too. */
class H2specTest {
  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) tests, (\\d+) passed, (\\d+) skipped, (\\d+) failed");
  private static final int CASES = 145;

  @Test
  void everyCasePassesBeforeAnHttp1Routee() throws IOException, InterruptedException {
    try (var routee = new RawRoutee(H2specTest::serve)) {
      everyCasePassesBefore(routee.port(), Protocol.HTTP);
      assertThat(routee.received()).isPositive();
    }
  }

  @Test
  void everyCasePassesBeforeAnHttp2Routee() throws IOException, InterruptedException {
    try (var routee = new Http2RawRoutee(H2specTest::serve)) {
      everyCasePassesBefore(routee.port(), Protocol.H2C);
      assertThat(routee.connections.get()).isPositive();
    }
  }

  private static void everyCasePassesBefore(int routeePort, Protocol protocol)
      throws IOException, InterruptedException {
    Optional<Path> h2spec = found();
    if (h2spec.isEmpty()) {
      System.err.println(
          "NO H2SPEC: HTTP/2 is not held against its public suite. With Go:"
              + " go install github.com/summerwind/h2spec/cmd/h2spec@latest");
    }
    assumeTrue(h2spec.isPresent(), "NO H2SPEC on the PATH, in ~/go/bin or ~/.cache/weft-tools");
    try (var mesh = new BrokerFixture()) {
      // h2spec asks for the host that it connects to.
      mesh.put(
          MeshFixture.service("localhost")
              .routee("localhost-1", routeePort, Verdict.State.PASSING, 100, protocol)
              .eject(MeshFixture.NEVER_EJECT)
              .build());
      String said = run(h2spec.orElseThrow(), mesh.broker.port());
      Matcher summary = SUMMARY.matcher(said);
      assertThat(summary.find()).as(said).isTrue();
      assertThat(Integer.parseInt(summary.group(1))).as(said).isGreaterThanOrEqualTo(CASES);
      assertThat(summary.group(3)).as("skipped: " + said).isEqualTo("0");
      assertThat(summary.group(4)).as("failed: " + said).isEqualTo("0");
    }
  }

  /** Reads a request by its framing and greets. */
  private static boolean serve(String head, InputStream in, OutputStream out, Socket socket)
      throws IOException {
    if (head.contains("Transfer-Encoding: chunked")) {
      String last = "";
      while (!last.endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return false;
        }
        last = last.substring(Math.max(0, last.length() - 4)) + (char) next;
      }
    } else {
      RawRoutee.skipBody(head, in);
    }
    out.write(RawRoutee.answer(200, "hello"));
    return true;
  }

  private static void serve(Http2Wire wire) throws IOException {
    while (true) {
      Http2Wire.Frame frame = wire.read();
      if (frame.type() == Http2Wire.HEADERS) {
        wire.fields(frame);
      }
      if (frame.ends()) {
        wire.headers(frame.stream(), false, ":status: 200", "content-length: 5");
        wire.data(frame.stream(), true, "hello");
      }
    }
  }

  private static String run(Path h2spec, int port) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                h2spec.toString(),
                "--strict",
                "-h",
                "localhost",
                "-p",
                String.valueOf(port),
                "-o",
                "3")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  private static Optional<Path> found() {
    String home = System.getProperty("user.home");
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Stream.of(path.split(File.pathSeparator, -1)).map(folder -> Path.of(folder, "h2spec")),
            Stream.of(
                Path.of(home, "go", "bin", "h2spec"),
                Path.of(home, ".cache", "weft-tools", "h2spec")))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
