package dev.weft.broker.strict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.Broker;
import dev.weft.broker.strict.Case.Forwarded;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.FakeSnapshots;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Good and hostile callers at once over the same kept connections: a good call gets its own answer,
 * which carries a token that no other call has, and what a routee receives is never in doubt.
 */
class MixedCallersTest {
  private static final long NANOS = 4_000_000_000L;
  private static final int GOOD = 8;
  private static final int HOSTILE = 8;

  private final long seed = new SplittableRandom().nextLong();
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger attacks = new AtomicInteger();
  private volatile boolean spoiling;

  private static List<Case> hostile() {
    return Stream.of(
            LengthTest.cases(),
            EncodingTest.cases(),
            ChunkTest.cases(),
            HeaderTest.cases(),
            RequestLineTest.cases(),
            TargetTest.cases(),
            TrailerTest.cases(),
            HostTest.cases(),
            PassingOnTest.cases())
        .flatMap(part -> part)
        .filter(one -> !(one.expected().getFirst() instanceof Forwarded))
        .toList();
  }

  @Test
  void hostileCallersNeitherMixAnswersNorDisturbOthers() throws IOException {
    try (var clock = new SystemClock();
        var recorder = new Recorder()) {
      run(clock, recorder.port());
      assertThat(recorder.offences()).as("seed %s", seed).isEmpty();
      assertThat(recorder.requests()).hasSizeGreaterThan(calls.get());
    }
  }

  @Test
  void routeesThatSayTooMuchReachNobodyElse() throws IOException {
    try (var clock = new SystemClock();
        var routee = new Babbler(new SplittableRandom(seed))) {
      spoiling = true;
      run(clock, routee.port());
      assertThat(routee.babbled.get()).as("seed %s", seed).isGreaterThan(100);
    }
  }

  private void run(SystemClock clock, int routeePort) throws IOException {
    var snapshots = new FakeSnapshots();
    snapshots.put(Mesh.service("recorder", routeePort));
    List<Case> cases = hostile();
    Broker broker = Broker.start(new Broker.Options("127.0.0.1", 0, 1), snapshots, clock);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long until = clock.nanos() + NANOS;
      var random = new SplittableRandom(seed);
      for (int i = 0; i < GOOD; i++) {
        SplittableRandom own = random.split();
        int caller = i;
        threads.execute(() -> good(broker.port(), caller, own, clock, until));
      }
      for (int i = 0; i < HOSTILE; i++) {
        SplittableRandom own = random.split();
        threads.execute(() -> attack(broker.port(), cases, own, clock, until));
      }
    } finally {
      broker.close();
    }
    assertThat(wrong).as("seed %s", seed).isEmpty();
    assertThat(calls.get()).as("good calls").isGreaterThan(500);
    assertThat(attacks.get()).as("attacks").isGreaterThan(200);
  }

  private void good(int port, int caller, SplittableRandom random, SystemClock clock, long until) {
    int call = 0;
    while (clock.nanos() < until) {
      try (var wire = new Wire(port)) {
        for (int kept = random.nextInt(20); kept >= 0 && clock.nanos() < until; kept--) {
          int together = 1 + random.nextInt(4);
          var bytes = new StringBuilder();
          for (int i = 0; i < together; i++) {
            bytes.append(request(token(caller, call + i), random));
          }
          wire.send(bytes.toString().getBytes(StandardCharsets.US_ASCII));
          for (int i = 0; i < together; i++) {
            own(token(caller, call++), Objects.requireNonNull(wire.answer(false), "closed"));
          }
        }
      } catch (IOException | RuntimeException e) {
        wrong.add("call " + call + " of " + caller + ": " + e);
        return;
      }
    }
  }

  private static String token(int caller, int call) {
    return "/token-" + caller + "-" + call;
  }

  private void own(String token, Wire.Answer answer) {
    calls.incrementAndGet();
    // A POST that met a connection its routee had spoilt cannot be sent twice.
    boolean unlucky =
        spoiling && answer.status() == 502 && answer.value("proxy-status").startsWith("weft;");
    if (!unlucky && (answer.status() != 200 || !answer.body().equals(token))) {
      wrong.add(token + " was answered with " + answer);
    }
  }

  private static String request(String token, SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> "GET " + token + " HTTP/1.1\r\n" + Case.HOST + "\r\n";
      case 1 -> "POST " + token + " HTTP/1.1\r\n" + Case.HOST + "Content-Length: 3\r\n\r\nabc";
      default ->
          "PUT "
              + token
              + " HTTP/1.1\r\n"
              + Case.HOST
              + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    };
  }

  private void attack(
      int port, List<Case> cases, SplittableRandom random, SystemClock clock, long until) {
    while (clock.nanos() < until) {
      Case hostile = cases.get(random.nextInt(cases.size()));
      byte[] bytes = hostile.octets();
      try (var wire = new Wire(port)) {
        if (random.nextInt(3) == 0) {
          wire.send(request("/before", random).getBytes(StandardCharsets.US_ASCII));
        }
        wire.send(bytes);
        attacks.incrementAndGet();
        if (random.nextBoolean()) {
          wire.answer(false);
        } // else it leaves with its answer under way
      } catch (IOException e) {
        // Cut off, as may be.
      }
    }
  }

  /** Echoes targets, and now and then says more than it was asked, or less. */
  private static final class Babbler implements AutoCloseable {
    private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";

    private final ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final SplittableRandom random;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger babbled = new AtomicInteger();

    Babbler(SplittableRandom random) throws IOException {
      this.random = random;
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket socket = server.accept();
          open.add(socket);
          SplittableRandom own = random.split();
          Thread.ofVirtual().start(() -> serve(socket, own));
        } catch (IOException e) {
          return; // closed
        }
      }
    }

    private void serve(Socket socket, SplittableRandom own) {
      try (socket) {
        var in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        String target = target(in);
        while (!target.isEmpty()) {
          out.write(said(target, own).getBytes(StandardCharsets.US_ASCII));
          target = target(in);
        }
      } catch (IOException e) {
        // The broker gives such connections up.
      }
    }

    private String said(String target, SplittableRandom own) {
      String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + target.length() + "\r\n\r\n" + target;
      int what = own.nextInt(12);
      if (what < 4) {
        babbled.incrementAndGet();
      }
      return switch (what) {
        case 0 -> answer + POISON;
        case 1 -> answer + "\r\n";
        case 2 -> "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n".repeat(3) + answer;
        case 3 -> answer + "HTTP/1.1 408 Slow\r\nContent-Length: 0\r\n\r\n";
        default -> answer;
      };
    }

    private static String target(BufferedInputStream in) throws IOException {
      String head = head(in);
      if (head.isEmpty()) {
        return "";
      }
      if (head.contains("Content-Length: 3")) {
        in.skipNBytes(3);
      } else if (head.contains("Transfer-Encoding")) {
        in.skipNBytes("3\r\nabc\r\n0\r\n\r\n".length());
      }
      return head.split(" ", 3)[1];
    }

    private static String head(BufferedInputStream in) throws IOException {
      var head = new StringBuilder();
      while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
        int next = in.read();
        if (next < 0) {
          return "";
        }
        head.append((char) next);
      }
      return head.toString();
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    }
  }
}
