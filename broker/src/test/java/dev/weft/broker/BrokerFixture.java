package dev.weft.broker;

import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.time.Clock;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.FakeSnapshots;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

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

  /** Waits, for at most ten seconds, until something holds. */
  static void until(BooleanSupplier holds) {
    var clock = new SystemClock();
    long began = clock.nanos();
    while (!holds.getAsBoolean()) {
      if (clock.nanos() - began > 10_000_000_000L) {
        throw new AssertionError("did not come about within ten seconds");
      }
      LockSupport.parkNanos(1_000_000);
    }
    clock.close();
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
