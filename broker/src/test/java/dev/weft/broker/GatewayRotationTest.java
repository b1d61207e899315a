package dev.weft.broker;

import static dev.weft.broker.GatewayFixture.PORT;
import static dev.weft.broker.GatewayFixture.ending;
import static dev.weft.broker.GatewayFixture.everything;
import static dev.weft.broker.GatewayFixture.gateway;
import static dev.weft.broker.GatewayFixture.serve;
import static dev.weft.broker.TlsFixture.context;
import static dev.weft.broker.TlsFixture.first;
import static dev.weft.broker.TlsFixture.second;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.SelfSigned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that change under load. */
class GatewayRotationTest {
  private static final int ROTATIONS = 30;
  private static final int CALLERS = 4;

  @BeforeAll
  static void makeKeys(@TempDir Path dir) throws Exception {
    TlsFixture.makeKeys(dir);
  }

  @Test
  void noCallFailsWhileTheCertificateIsReplacedAgainAndAgain() throws Exception {
    GatewayFixture edge = gateway("edge");
    var over = new AtomicBoolean();
    var calls = new AtomicInteger();
    var failures = new ConcurrentLinkedQueue<String>();
    Set<String> shown = ConcurrentHashMap.newKeySet();
    SSLContext context = context(null);
    try (var mesh = new BrokerFixture();
        RawRoutee routee = RawRoutee.answering("hello")) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
      serve(mesh, edge.calls("web", PORT, "", ending(first), everything("orders")).build());
      var callers = new ArrayList<Thread>();
      for (int i = 0; i < CALLERS; i++) {
        boolean anew = i % 2 == 0;
        callers.add(
            Thread.ofVirtual()
                .start(() -> {
                  while (!over.get()) {
                    call(edge, context, anew, over, calls, failures, shown);
                  }
                }));
      }
      for (int i = 1; i <= ROTATIONS; i++) {
        SelfSigned next = i % 2 == 0 ? first : second;
        serve(mesh, edge.anew().calls("web", PORT, "", ending(next), everything("orders")).build());
        int before = calls.get();
        BrokerFixture.until(() -> calls.get() > before + 10 || !failures.isEmpty());
      }
      over.set(true);
      for (Thread caller : callers) {
        caller.join();
      }
    }
    assertThat(failures).isEmpty();
    assertThat(calls.get()).isGreaterThan(ROTATIONS * 10);
    assertThat(shown).containsExactlyInAnyOrder("CN=first", "CN=second");
  }

  /** With a connection for each call, or many calls on one. */
  private static void call(
      GatewayFixture edge,
      SSLContext context,
      boolean anew,
      AtomicBoolean over,
      AtomicInteger calls,
      ConcurrentLinkedQueue<String> failures,
      Set<String> shown) {
    try (SSLSocket socket = edge.connect(context, PORT, "a.example");
        var http = new RawCaller(socket)) {
      shown.add(socket.getSession().getPeerPrincipal().getName());
      do {
        var answer = http.send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n").read();
        if (answer.status() != 200) {
          failures.add(answer.head());
        }
        calls.incrementAndGet();
      } while (!anew && !over.get() && failures.isEmpty());
    } catch (IOException e) {
      failures.add(e.toString());
    }
  }
}
