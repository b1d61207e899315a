package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.broker.listener.Transport;
import io.netty.channel.uring.IoUring;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A part of the suite on io_uring, where the kernel lets it be used. */
class OnIoUringTest {
  @BeforeAll
  static void force() {
    if (!IoUring.isAvailable()) {
      System.err.println("NO IO_URING HERE: the broker was not tested on it");
    }
    assumeTrue(IoUring.isAvailable(), () -> "io_uring: " + IoUring.unavailabilityCause());
    System.setProperty(Transport.PROPERTY, "io_uring");
  }

  @AfterAll
  static void restore() {
    System.clearProperty(Transport.PROPERTY);
  }

  @Test
  void theTransportIsTheOneAskedFor() throws Exception {
    assertThat(Transport.chosen().name()).isEqualTo("io_uring");
  }

  @Nested
  class Http1 extends Http1Test {}

  @Nested
  class Forwarding extends ForwardingTest {}

  @Nested
  class Http2Callers extends Http2CallerTest {}

  @Nested
  class Faults extends FaultTest {}

  @Nested
  class Tcp extends TcpTest {}
}
