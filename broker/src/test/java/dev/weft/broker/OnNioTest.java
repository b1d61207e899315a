package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.broker.listener.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A part of the suite on NIO, which is what there is where there is no epoll. */
class OnNioTest {
  @BeforeAll
  static void force() {
    System.setProperty(Transport.PROPERTY, "nio");
  }

  @AfterAll
  static void restore() {
    System.clearProperty(Transport.PROPERTY);
  }

  @Test
  void theTransportIsTheOneAskedFor() throws Exception {
    assertThat(Transport.chosen().name()).isEqualTo("nio");
  }

  @Test
  void socketsAreNotPassedOn() {
    try (var mesh = new BrokerFixture()) {
      assertThat(mesh.broker.sockets()).isEmpty();
    }
  }

  @Test
  void aTransportThatDoesNotExistIsNamed() {
    System.setProperty(Transport.PROPERTY, "carrier-pigeon");
    assertThatThrownBy(Transport::chosen).hasMessageContaining("carrier-pigeon");
    System.setProperty(Transport.PROPERTY, "nio");
  }

  @Nested
  class Http1 extends Http1Test {}

  @Nested
  class Forwarding extends ForwardingTest {}

  @Nested
  class Hostile extends HostileInputTest {}

  @Nested
  class Http2Callers extends Http2CallerTest {}

  @Nested
  class Http2Routees extends Http2RouteeTest {}

  @Nested
  class Faults extends FaultTest {}

  @Nested
  class Tcp extends TcpTest {}
}
