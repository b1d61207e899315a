package dev.weft.broker;

import static dev.weft.broker.GatewayFixture.PORT;
import static dev.weft.broker.GatewayFixture.ending;
import static dev.weft.broker.GatewayFixture.gateway;
import static dev.weft.broker.GatewayFixture.serve;
import static dev.weft.broker.GatewayFixture.stream;
import static dev.weft.broker.GatewayFixture.to;
import static dev.weft.broker.TlsFixture.context;
import static dev.weft.broker.TlsFixture.first;
import static dev.weft.broker.TlsFixture.second;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.route.Backend;
import dev.weft.model.route.ListenerTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Gateways' listeners that pass bytes on: TCP, and TLS ended here or not. */
@ParameterizedClass
@ValueSource(strings = {"boringssl", "jdk"})
class GatewayStreamsTest {
  private static final ListenerTls PASSED = new ListenerTls.Passthrough();

  private final String provider;
  private BrokerFixture mesh;
  private GatewayFixture edge;
  private ServerSocket upper;
  private ServerSocket lower;

  GatewayStreamsTest(String provider) {
    this.provider = provider;
  }

  @BeforeAll
  static void makeKeys(@TempDir Path dir) throws Exception {
    TlsFixture.makeKeys(dir);
  }

  @BeforeEach
  void start() throws IOException {
    System.setProperty("weft.tls", provider);
    mesh = new BrokerFixture();
    edge = gateway("edge");
    upper = answering(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), true);
    lower = answering(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), false);
    mesh.put(
        tcp("upper", upper.getLocalPort()),
        tcp("lower", lower.getLocalPort()),
        MeshFixture.service("empty").port(80, Protocol.TCP).build());
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    upper.close();
    lower.close();
    System.clearProperty("weft.tls");
  }

  private static ServiceState tcp(String name, int port) {
    return MeshFixture.service(name)
        .port(80, Protocol.TCP)
        .routee(name + "-1", port, Verdict.State.PASSING, 100, Protocol.TCP)
        .build();
  }

  /** Answers each line in capitals or in small letters, until the caller ends. */
  private static ServerSocket answering(ServerSocket server, boolean capitals) {
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              Socket accepted = server.accept();
              Thread.ofVirtual().start(() -> answer(accepted, capitals));
            } catch (IOException e) {
              return; // closed
            }
          }
        });
    return server;
  }

  private static void answer(Socket accepted, boolean capitals) {
    try (accepted) {
      InputStream in = accepted.getInputStream();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        String said = capitals ? line.toUpperCase(Locale.ROOT) : line.toLowerCase(Locale.ROOT);
        accepted.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
        accepted.getOutputStream().flush();
      }
    } catch (IOException e) {
      return; // the caller has reset
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      line.append((char) next);
      if (next == '\n') {
        break;
      }
    }
    return line.toString();
  }

  private static String ask(Socket socket, String line) throws IOException {
    socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return line(socket.getInputStream());
  }

  @Test
  void tcpConnectionsAreSharedOutByWeight() throws IOException {
    serve(mesh, edge.tcp(9000, to("upper", 9), to("lower", 1)).build());
    int upperCount = 0;
    int all = 400;
    for (int i = 0; i < all; i++) {
      try (Socket socket = edge.connect(9000)) {
        upperCount += ask(socket, "Hello\n").equals("HELLO\n") ? 1 : 0;
      }
    }
    // Six standard deviations: one run in 500 million fails by chance.
    assertThat(upperCount).isBetween(324, 396);
  }

  @Test
  void aConnectionForABackendThatIsRefusedIsClosed() throws IOException {
    var refused = new Backend(new Backend.Refused("there is no such service"), 1, List.of());
    serve(
        mesh, edge.tcp(9000, refused).tcp(9001, to("upper", 0)).tcp(9002, to("empty", 1)).build());
    for (int port = 9000; port < 9003; port++) {
      try (Socket socket = edge.connect(port)) {
        assertThat(socket.getInputStream().read()).as("port %d", port).isEqualTo(-1);
      }
    }
  }

  @Test
  void tlsIsPassedOnUnreadToWhereTheNameLeads() throws Exception {
    try (ServerSocket secured = answering(TlsFixture.listening(), true)) {
      mesh.put(tcp("secured", secured.getLocalPort()));
      serve(
          mesh,
          edge.tls(
                  "tls",
                  "*.example",
                  PASSED,
                  stream(List.of("a.example"), to("secured", 1)),
                  stream(List.of("b.example"), to("upper", 1)))
              .build());
      try (SSLSocket socket = edge.connect(context(null), PORT, "a.example")) {
        assertThat(socket.getSession().getPeerPrincipal().getName()).isEqualTo("CN=first");
        assertThat(ask(socket, "hello\n")).isEqualTo("HELLO\n");
        String long1 = "x".repeat(200_000) + "\n";
        assertThat(ask(socket, long1)).isEqualTo(long1.toUpperCase(Locale.ROOT));
      }
      for (String unknown : List.of("c.example", "elsewhere")) {
        assertThatThrownBy(() -> edge.connect(context(null), PORT, unknown).close())
            .as(unknown)
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void tlsThatEndsHereIsPassedOnInPlainText() throws Exception {
    serve(
        mesh,
        edge.tls(
                "tls",
                "",
                ending(first),
                stream(List.of("a.example"), to("upper", 1)),
                stream(List.of(), to("lower", 1)))
            .build());
    try (SSLSocket socket = edge.connect(context(null), PORT, "a.example")) {
      assertThat(ask(socket, "Hello\n")).isEqualTo("HELLO\n");
      String much = "x".repeat(200_000) + "\n";
      assertThat(ask(socket, much)).isEqualTo(much.toUpperCase(Locale.ROOT));
      // The routee's end comes as a proper end of TLS: the JDK would throw at a cut.
      assertThat(ask(socket, "\n")).isEqualTo("\n");
    }
    try (SSLSocket socket = edge.connect(context(null), PORT, "b.example")) {
      assertThat(ask(socket, "Hello\n")).isEqualTo("hello\n");
    }
  }

  @Test
  void theRouteesEndArrivesAsAProperEnd() throws Exception {
    try (ServerSocket short1 = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (Socket accepted = short1.accept()) {
              accepted.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      mesh.put(tcp("short", short1.getLocalPort()));
      serve(mesh, edge.tls("tls", "", ending(first), stream(List.of(), to("short", 1))).build());
      try (SSLSocket socket = edge.connect(context(null), PORT, "a.example")) {
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .isEqualTo("bye");
      }
    }
  }

  @Test
  void passingOnAndEndingShareAPort() throws Exception {
    try (ServerSocket secured = answering(TlsFixture.listening(), true)) {
      mesh.put(tcp("secured", secured.getLocalPort()));
      serve(
          mesh,
          edge.tls("passed", "a.example", PASSED, stream(List.of(), to("secured", 1)))
              .tls("ended", "b.example", ending(second), stream(List.of(), to("lower", 1)))
              .calls("web", PORT, "", ending(second))
              .build());
      try (SSLSocket socket = edge.connect(context(null), PORT, "a.example")) {
        assertThat(socket.getSession().getPeerPrincipal().getName()).isEqualTo("CN=first");
        assertThat(ask(socket, "Hello\n")).isEqualTo("HELLO\n");
      }
      try (SSLSocket socket = edge.connect(context(null), PORT, "b.example")) {
        assertThat(ask(socket, "Hello\n")).isEqualTo("hello\n");
      }
      try (var http = new RawCaller(edge.connect(context(null), PORT, "c.example"))) {
        assertThat(http.send("GET / HTTP/1.1\r\nHost: c.example\r\n\r\n").read().status())
            .isEqualTo(404);
      }
    }
  }
}
