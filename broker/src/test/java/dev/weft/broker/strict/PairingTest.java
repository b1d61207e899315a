package dev.weft.broker.strict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.Broker;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.FakeSnapshots;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 23: answers that say something first, to requests that do not wait for one another. */
class PairingTest {
  /** Answers each request with interim answers, then with its method and target in a field. */
  private static void serve(ServerSocket server, String interim) {
    try (Socket socket = server.accept()) {
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ", -1);
        while (!line.isEmpty()) {
          line = in.readLine();
        }
        String body = words[0].equals("HEAD") ? "" : words[1];
        String answer =
            "HTTP/1.1 200 OK\r\nX-Asked: "
                + words[0]
                + words[1]
                + "\r\nContent-Length: "
                + words[1].length()
                + "\r\n\r\n"
                + body;
        socket.getOutputStream().write((interim + answer).getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // The broker has closed at the end.
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n",
        "HTTP/1.1 102 Processing\r\nContent-Length: 5\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  void interimAnswersBelongToTheirRequests(String interim) throws IOException {
    var snapshots = new FakeSnapshots();
    try (var clock = new SystemClock();
        var server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
      snapshots.put(Mesh.service("recorder", server.getLocalPort()));
      Thread.ofVirtual().start(() -> serve(server, interim));
      Broker broker = Broker.start(new Broker.Options("127.0.0.1", 0, 1), snapshots, clock);
      try (var wire = new Wire(broker.port())) {
        String[] methods = {"GET", "HEAD", "GET", "HEAD", "HEAD", "GET"};
        var all = new StringBuilder();
        for (int i = 0; i < methods.length; i++) {
          all.append(methods[i] + " /" + i + " HTTP/1.1\r\n" + Case.HOST + "\r\n");
        }
        wire.send(all.toString().getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < methods.length; i++) {
          boolean toHead = methods[i].equals("HEAD");
          var answer = Objects.requireNonNull(wire.answer(toHead), "answered");
          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.value("x-asked")).isEqualTo(methods[i] + "/" + i);
          assertThat(answer.body()).isEqualTo(toHead ? "" : "/" + i);
        }
      } finally {
        broker.close();
      }
    }
  }
}
