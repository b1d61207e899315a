package dev.weft.broker.strict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.Broker;
import dev.weft.broker.strict.Wire.Answer;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.FakeSnapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row 47: a forward proxy's caller must not reach this host or its network. A server that is no
 * routee stands in for whatever listens there; PORT is its port.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForwardProxyTest {
  private final SystemClock clock = new SystemClock();
  private final FakeSnapshots snapshots = new FakeSnapshots();
  private final Broker broker =
      Broker.start(new Broker.Options("127.0.0.1", 0, 1), snapshots, clock);
  private @Nullable Recorder recorder;
  private @Nullable ServerSocket secret;

  @BeforeAll
  void start() throws IOException {
    secret = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    secret.setSoTimeout(50);
    recorder = new Recorder();
    snapshots.put(Mesh.service("recorder", recorder.port()));
  }

  @AfterAll
  void stop() throws IOException {
    broker.close();
    Objects.requireNonNull(recorder, "started").close();
    Objects.requireNonNull(secret, "started").close();
    clock.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:PORT",
        "127.0.0.1",
        "127.1:PORT",
        "127.0.0.2:PORT",
        "2130706433:PORT",
        "017700000001:PORT",
        "0.0.0.0:PORT",
        "0:PORT",
        "localhost:PORT",
        "LOCALHOST:PORT",
        "[::1]:PORT",
        "[::ffff:127.0.0.1]:PORT",
        "[0:0:0:0:0:0:0:1]:PORT",
        "[::]:PORT",
        "169.254.169.254",
        "[fe80::1]",
        "10.0.0.1",
        "192.168.0.1:80"
      })
  void reachesNothingThatIsNoService(String host) throws IOException {
    prohibits(host, 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x7f000001:PORT",
        "0x7f.1:PORT",
        "127.0.0.1.nip.io:PORT",
        "localhost.:PORT",
        "metadata.google.internal",
        "ip6-localhost:PORT",
        "recorder.evil.example:PORT"
      })
  void looksNoNameUpThatIsNoService(String host) throws IOException {
    prohibits(host, 403, 404);
  }

  private void prohibits(String host, Integer... statuses) throws IOException {
    ServerSocket server = Objects.requireNonNull(secret, "started");
    String authority = host.replace("PORT", Integer.toString(server.getLocalPort()));
    for (String method : new String[] {"GET", "POST", "OPTIONS"}) {
      for (String hosts : new String[] {"Host: " + authority + "\r\n", Case.HOST}) {
        String request =
            method
                + " http://"
                + authority
                + "/secret HTTP/1.1\r\n"
                + hosts
                + "Content-Length: 0\r\n\r\n";
        try (var wire = new Wire(broker.port())) {
          wire.send(request.getBytes(StandardCharsets.US_ASCII));
          Answer answer = Objects.requireNonNull(wire.answer(false), "answered");
          if (hosts.equals(Case.HOST)) {
            assertThat(answer.status()).as(request).isEqualTo(400); // names two hosts
          } else {
            assertThat(answer.status()).as(request).isIn((Object[]) statuses);
            assertThat(answer.value("proxy-status")).contains("error=destination_");
          }
        }
      }
    }
    assertThat(Objects.requireNonNull(recorder, "started").heads()).isEmpty();
    try (var reached = server.accept()) {
      throw new AssertionError(authority + " was connected to from " + reached);
    } catch (SocketTimeoutException e) {
      assertThat(e).isNotNull(); // nobody came
    }
  }
}
