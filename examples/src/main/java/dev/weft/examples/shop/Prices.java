package dev.weft.examples.shop;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;

/**
 * Pricing as its callers see it, over gRPC. grpc-java heeds no HTTP proxy for calls without TLS, so
 * the channel is opened to the proxy that {@code http.proxyHost} and {@code http.proxyPort} name,
 * and {@code :authority} says who is meant. Safe for use by any thread.
 */
final class Prices implements AutoCloseable {
  private static final String SERVICE = "pricing";
  private static final int CALL_SECONDS = 10;
  private static final int HTTP_PORT = 80;

  private final ManagedChannel channel;

  /**
   * A price that was named.
   *
   * @param line which process named it, and what it is
   */
  record Price(int cents, String line) {}

  /** Calls pricing at this address, or through whoever listens there. */
  Prices(String host, int port) {
    channel =
        NettyChannelBuilder.forAddress(host, port)
            .overrideAuthority(SERVICE)
            .usePlaintext()
            .build();
  }

  /** Through the JVM's own proxy; straight to {@code pricing:80} where it has none. */
  static Prices throughTheProxy() {
    String proxy = System.getProperty("http.proxyHost");
    return proxy == null
        ? new Prices(SERVICE, HTTP_PORT)
        : new Prices(proxy, Integer.getInteger("http.proxyPort", HTTP_PORT));
  }

  /**
   * Asks for the price and waits for it.
   *
   * @throws CallFailedException where there is none
   */
  Price of(Item item) throws CallFailedException {
    var request =
        new ProtoMessage()
            .with(Quote.REQUEST_SKU, item.sku())
            .with(Quote.REQUEST_QUANTITY, item.quantity());
    try {
      ProtoMessage reply =
          ClientCalls.blockingUnaryCall(
              channel,
              Quote.CALL,
              CallOptions.DEFAULT.withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS),
              request);
      int cents = reply.number(Quote.REPLY_CENTS);
      return new Price(
          cents,
          "%s: %d %s cost %d.%02d"
              .formatted(
                  reply.text(Quote.REPLY_ANSWERED_BY),
                  item.quantity(),
                  item.sku(),
                  cents / 100,
                  cents % 100));
    } catch (StatusRuntimeException e) {
      throw new CallFailedException(SERVICE + " could not be called: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
