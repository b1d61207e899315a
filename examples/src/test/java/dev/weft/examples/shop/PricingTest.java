package dev.weft.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PricingTest {
  private GrpcService pricing;
  private Prices prices;

  @BeforeEach
  void start() throws IOException {
    pricing = Pricing.start(FakeMesh.anyPort());
    prices = new Prices("127.0.0.1", pricing.instance().port());
  }

  @AfterEach
  void stop() {
    prices.close();
    pricing.close();
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), pricing.instance().port());
  }

  @Test
  void namesThePriceAndWhoNamedIt() throws Exception {
    assertThat(prices.of(new Item("tea", 3)))
        .isEqualTo(new Prices.Price(750, pricing.instance() + ": 3 tea cost 7.50"));
  }

  @Test
  void refusesWhatCannotBeBought() {
    assertThatThrownBy(() -> prices.of(new Item("Tea pot", 1)))
        .isInstanceOf(CallFailedException.class)
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("'Tea pot'");
  }

  @Test
  void saysThatItIsWellAsGrpcHealthAsks() throws InterruptedException {
    ManagedChannel channel = NettyChannelBuilder.forAddress(address()).usePlaintext().build();
    try {
      ProtoMessage reply =
          ClientCalls.blockingUnaryCall(
              channel,
              Quote.unary("grpc.health.v1.Health", "Check"),
              CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
              new ProtoMessage());

      assertThat(reply.bytes()).containsExactly(0x08, 0x01);
    } finally {
      channel.shutdownNow();
    }
  }
}
