package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.FaultPolicy;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults that a service's policy asks for. */
class FaultOnPurposeTest {
  private BrokerFixture mesh;
  private RawRoutee routee;

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture();
    routee = RawRoutee.answering("hello");
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    routee.close();
  }

  private void fault(FaultPolicy fault) {
    mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).fault(fault).build());
  }

  @Test
  void callsAreAbortedWithTheStatusThatIsAskedForAndReachNobody() throws IOException {
    fault(new FaultPolicy(Duration.ZERO, 100, 429, 100));
    RawCaller.Answer answer = mesh.get("orders");
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("proxy-status")).contains("fault on purpose");
    assertThat(routee.received()).isZero();
    assertThat(mesh.broker.stats().retries()).as("it is the caller's, not one to hide").isZero();
  }

  @Test
  void onlyAShareOfTheCallsIsAborted() throws IOException {
    fault(new FaultPolicy(Duration.ZERO, 100, 503, 30));
    int aborted = 0;
    try (RawCaller caller = mesh.caller()) {
      for (int i = 0; i < 1000; i++) {
        aborted +=
            caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n").read().status() == 503 ? 1 : 0;
      }
    }
    // Six standard deviations: one run in 500 million fails by chance.
    assertThat(aborted).isBetween(213, 387);
    assertThat(routee.received()).isEqualTo(1000 - aborted);
  }

  @Test
  void callsAreLateAndAnsweredAllTheSame() throws IOException {
    fault(new FaultPolicy(Duration.ofMillis(200), 100, 0, 100));
    try (var clock = new SystemClock()) {
      long began = clock.nanos();
      assertThat(mesh.get("orders").body()).isEqualTo("hello");
      assertThat(clock.nanos() - began).isGreaterThanOrEqualTo(200_000_000L);
    }
    fault(FaultPolicy.NONE);
    assertThat(mesh.get("orders").status()).isEqualTo(200);
  }

  @Test
  void aCallerThatLeavesMeanwhileLeavesNothingBehind() throws IOException {
    fault(new FaultPolicy(Duration.ofMillis(300), 100, 0, 100));
    try (RawCaller caller = mesh.caller()) {
      caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      BrokerFixture.until(() -> mesh.broker.stats().inFlight() == 1);
      caller.socket.setSoLinger(true, 0); // a reset: who only ends its half may still read
    }
    BrokerFixture.until(() -> mesh.broker.stats().inFlight() == 0);
    assertThat(mesh.get("orders").status()).isEqualTo(200);
    assertThat(routee.received()).isEqualTo(1);
  }

  @Test
  void aDelayBeyondTheCallersTimeEndsTheCall() throws IOException {
    fault(new FaultPolicy(Duration.ofSeconds(30), 100, 0, 100));
    try (RawCaller caller = mesh.caller()) {
      caller.send("GET / HTTP/1.1\r\nHost: orders\r\nx-weft-deadline: 100\r\n\r\n");
      assertThat(caller.read().status()).isEqualTo(504);
    }
    assertThat(routee.received()).isZero();
  }
}
