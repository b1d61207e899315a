package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.time.SystemClock;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More calls than two routees of four workers can do, from callers who do not slow down. */
class OverloadTest {
  private static final int ROUTEES = 2;
  private static final int WORKERS = 4;
  private static final long WORK_NANOS = 40_000_000;
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
  private static final double CAPACITY = ROUTEES * WORKERS * 1e9 / WORK_NANOS; // 200 a second

  private record Seen(int status, double seconds, RawCaller.Answer answer) {}

  private final SystemClock clock = new SystemClock();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ServerSocket> listening = new ArrayList<>();
  private final ConcurrentLinkedDeque<RawCaller> callers = new ConcurrentLinkedDeque<>();
  private BrokerFixture mesh;

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture(clock, 1);
    MeshFixture service = MeshFixture.service("orders");
    for (int i = 0; i < ROUTEES; i++) {
      var server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
      listening.add(server);
      var workers = new Semaphore(WORKERS, true);
      threads.execute(() -> accept(server, workers));
      service.routee("orders-" + i, server.getLocalPort());
    }
    mesh.put(service.build());
  }

  @AfterEach
  void stop() throws IOException {
    threads.shutdownNow();
    for (RawCaller caller : callers) {
      caller.close();
    }
    for (ServerSocket server : listening) {
      server.close();
    }
    mesh.close();
    clock.close();
  }

  private void accept(ServerSocket server, Semaphore workers) {
    try {
      while (true) {
        Socket socket = server.accept();
        threads.execute(() -> work(socket, workers));
      }
    } catch (IOException e) {
      assertThat(server.isClosed()).isTrue();
    }
  }

  private static void work(Socket socket, Semaphore workers) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      while (!RawRoutee.readHead(in).isEmpty()) {
        workers.acquireUninterruptibly();
        LockSupport.parkNanos(WORK_NANOS);
        workers.release();
        socket.getOutputStream().write(ANSWER);
      }
    } catch (IOException e) {
      // the broker has closed, or the test is over; what callers lack they count themselves
    }
  }

  /** So many calls a second for some seconds, each at its time whatever became of the others. */
  private List<Seen> call(double perSecond, double seconds) throws InterruptedException {
    var seen = new ConcurrentLinkedQueue<Seen>();
    var failures = new ConcurrentLinkedQueue<IOException>();
    var pending = new Semaphore(0);
    long began = clock.nanos();
    int calls = (int) (perSecond * seconds);
    for (int i = 0; i < calls; i++) {
      long due = began + (long) (i * 1e9 / perSecond);
      LockSupport.parkNanos(due - clock.nanos());
      threads.execute(() -> {
        try {
          seen.add(callOnce(due));
        } catch (IOException e) {
          failures.add(e);
        } finally {
          pending.release();
        }
      });
    }
    assertThat(pending.tryAcquire(calls, 20, TimeUnit.SECONDS)).as("all are answered").isTrue();
    assertThat(failures).isEmpty();
    return List.copyOf(seen);
  }

  private Seen callOnce(long due) throws IOException {
    RawCaller caller = callers.pollFirst();
    if (caller == null) {
      caller = mesh.caller();
    }
    RawCaller.Answer answer = caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n").read();
    callers.addFirst(caller);
    return new Seen(answer.status(), (clock.nanos() - due) / 1e9, answer);
  }

  private static double p90(List<Seen> seen) {
    List<Double> good =
        seen.stream().filter(one -> one.status == 200).map(Seen::seconds).sorted().toList();
    return good.get(good.size() * 9 / 10);
  }

  /**
   * What the routees can do now, on this machine: as many callers as workers, one after another.
   */
  private double peak() throws InterruptedException {
    var answered = new AtomicInteger();
    var left = new CountDownLatch(ROUTEES * WORKERS);
    long until = clock.nanos() + 1_000_000_000;
    for (int i = 0; i < ROUTEES * WORKERS; i++) {
      threads.execute(() -> {
        try {
          while (clock.nanos() < until) {
            if (callOnce(clock.nanos()).status == 200) {
              answered.incrementAndGet();
            }
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } finally {
          left.countDown();
        }
      });
    }
    assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
    return answered.get();
  }

  @Test
  void answersAsManyAsItsRouteesCanAndTellsTheOthersToComeBack() throws Exception {
    List<Seen> calm = call(CAPACITY / 2, 2);
    assertThat(calm).allMatch(one -> one.status == 200);
    double before = peak();
    call(CAPACITY * 4, 1.5);
    List<Seen> busy = call(CAPACITY * 4, 3);
    double peak = Math.min(before, peak()); // the machine may be busy with something else
    assertThat(busy.stream().filter(one -> one.status == 200).count() / 3.0)
        .as("answers a second, of %s before and after", peak)
        .isGreaterThan(peak * 0.7);
    assertThat(p90(busy)).as("calm: %s", p90(calm)).isLessThan(4 * p90(calm));
    assertThat(busy)
        .filteredOn(one -> one.status != 200)
        .isNotEmpty()
        .allSatisfy(shed -> {
          assertThat(shed.status).isEqualTo(503);
          assertThat(shed.answer.header("retry-after")).isEqualTo("1");
          assertThat(shed.answer.body()).contains("service orders is overloaded");
        });
    assertThat(call(CAPACITY / 2, 1)).allMatch(one -> one.status == 200);
  }
}
