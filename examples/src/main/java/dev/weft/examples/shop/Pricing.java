package dev.weft.examples.shop;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Names prices over gRPC: {@code shop.v1.Pricing/Quote} of {@code pricing.proto}. */
public final class Pricing {
  private static final int CENTS_EACH = 250;
  private static final int HEALTH_STATUS = 1;
  private static final int SERVING = 1;

  private final Supplier<Instance> self;
  private final Pace pace;

  private Pricing(Supplier<Instance> self, Pace pace) {
    this.self = self;
    this.pace = pace;
  }

  /** Listens on {@code $PORT} until SIGTERM. */
  public static void main(String[] arguments) {
    Startup.run("pricing", settings -> start(settings.listen()));
  }

  static GrpcService start(InetSocketAddress listen) throws IOException {
    return GrpcService.start(
        "pricing",
        listen,
        (self, pace) ->
            ServerServiceDefinition.builder(Quote.SERVICE)
                .addMethod(Quote.CALL, ServerCalls.asyncUnaryCall(new Pricing(self, pace)::quote))
                .build(),
        ServerServiceDefinition.builder("grpc.health.v1.Health")
            .addMethod(
                Quote.unary("grpc.health.v1.Health", "Check"),
                ServerCalls.asyncUnaryCall(Pricing::check))
            .build());
  }

  private void quote(ProtoMessage request, StreamObserver<ProtoMessage> answer) {
    try {
      Item item =
          Item.of(
              request.text(Quote.REQUEST_SKU),
              Integer.toString(request.number(Quote.REQUEST_QUANTITY)));
      pace.work();
      answer.onNext(
          new ProtoMessage()
              .with(Quote.REPLY_CENTS, (long) CENTS_EACH * item.quantity())
              .with(Quote.REPLY_ANSWERED_BY, self.get().toString()));
      answer.onCompleted();
    } catch (BadRequestException e) {
      answer.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.onError(Status.UNAVAILABLE.withDescription("stopping").asRuntimeException());
    }
  }

  private static void check(ProtoMessage request, StreamObserver<ProtoMessage> answer) {
    answer.onNext(new ProtoMessage().with(HEALTH_STATUS, SERVING));
    answer.onCompleted();
  }
}
