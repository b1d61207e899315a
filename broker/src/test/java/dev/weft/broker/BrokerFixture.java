package dev.weft.broker;

import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.time.Clock;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.Eventually;
import dev.weft.testkit.FakeSnapshots;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A broker on a free port. */
final class BrokerFixture implements AutoCloseable {
  final FakeSnapshots snapshots = new FakeSnapshots();
  final Broker broker;

  BrokerFixture() {
    this(new SystemClock(), 1);
  }

  BrokerFixture(Clock clock, int loops) {
    broker = Broker.start(new Broker.Options("127.0.0.1", 0, loops), snapshots, clock);
  }

  void put(ServiceState... states) {
    snapshots.put(states);
  }

  /** The service orders with one routee, which stays in use whatever it does. */
  RawRoutee orders(RawRoutee.Conduct conduct) throws IOException {
    var routee = new RawRoutee(conduct);
    put(
        MeshFixture.service("orders")
            .routee("orders-1", routee.port())
            .eject(MeshFixture.NEVER_EJECT)
            .build());
    return routee;
  }

  RawCaller caller() throws IOException {
    return new RawCaller(broker.port());
  }

  /** One call on a connection of its own. */
  RawCaller.Answer call(String method, String host, String path) throws IOException {
    try (RawCaller caller = caller()) {
      String body = method.equals("POST") ? "Content-Length: 2\r\n\r\nhi" : "\r\n";
      return caller
          .send(
              method
                  + " "
                  + path
                  + " HTTP/1.1\r\nHost: "
                  + host
                  + "\r\nx-weft-explain: 1\r\n"
                  + body)
          .read(method.equals("HEAD"));
    }
  }

  RawCaller.Answer get(String host) throws IOException {
    return call("GET", host, "/");
  }

  /** Waits until something holds. */
  static void until(BooleanSupplier holds) {
    Eventually.so("what a test waits for", holds);
  }

  /** Waits until a number has not changed for half a second, and says it. */
  static long untilStill(LongSupplier number) {
    var clock = new SystemClock();
    long[] last = {-1, clock.nanos()};
    until(() -> {
      if (number.getAsLong() != last[0]) {
        last[0] = number.getAsLong();
        last[1] = clock.nanos();
      }
      return clock.nanos() - last[1] > 500_000_000;
    });
    clock.close();
    return number.getAsLong();
  }

  static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
