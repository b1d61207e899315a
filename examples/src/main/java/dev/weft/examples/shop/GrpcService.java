package dev.weft.examples.shop;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** A gRPC server without TLS, with a virtual thread per call. */
final class GrpcService implements Running {
  private static final int STOP_SECONDS = 1;

  private final Instance instance;
  private final Pace pace;
  private final Server server;
  private final ExecutorService threads;

  private GrpcService(Instance instance, Pace pace, Server server, ExecutorService threads) {
    this.instance = instance;
    this.pace = pace;
    this.server = server;
    this.threads = threads;
  }

  /**
   * @param calls are told who answers them, and at what pace
   * @param health is asked whether it is well
   */
  static GrpcService start(
      String name,
      InetSocketAddress listen,
      BiFunction<Supplier<Instance>, Pace, ServerServiceDefinition> calls,
      ServerServiceDefinition health)
      throws IOException {
    var self = new CompletableFuture<Instance>(); // its port is known once it listens
    var pace = new Pace();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    Server server =
        NettyServerBuilder.forAddress(listen)
            .executor(threads)
            .addService(calls.apply(self::join, pace))
            .addService(health)
            .build()
            .start();
    Instance instance = Instance.ofThisProcess(name, server.getPort());
    self.complete(instance);
    // Netty's threads are daemons: without one of its own the process would end here.
    Thread.ofPlatform().name("serve-" + name).start(() -> serve(server));
    return new GrpcService(instance, pace, server, threads);
  }

  private static void serve(Server server) {
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Instance instance() {
    return instance;
  }

  @Override
  public void close() {
    pace.stop();
    server.shutdown();
    try {
      if (!server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
  }
}
