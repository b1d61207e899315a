package dev.weft.bench.load;

import dev.weft.model.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Clients that each ask again as soon as they are answered. */
public final class ClosedLoop implements AutoCloseable {
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(20);

  /** What the clients ask in turn, and who hears of the answers. */
  public interface Script {
    Ask next();

    /** Whether an answer to it is one unit of the work that is counted. */
    default boolean counts(Ask ask) {
      return !(ask instanceof Ask.Grant);
    }

    /** An ask was answered as it should be. */
    default void acknowledged(Ask ask) {}
  }

  /** What a slice of load came to. */
  public record Outcome(long done, long failed, double seconds, Latencies latencies) {
    /** Units of work a second. */
    public double rate() {
      return done / seconds;
    }
  }

  private final class Client implements Connection.Listener {
    private @Nullable Connection connection;
    private @Nullable Ask asked;
    private boolean pending;
    private long beganNanos;

    void begin(Connection theConnection) {
      connection = theConnection;
      next();
    }

    private void next() {
      if (connection == null || !running) {
        return;
      }
      if (asked == null || script.counts(asked)) {
        beganNanos = clock.nanos();
      }
      Ask ask = script.next();
      asked = ask;
      pending = true;
      waiting++;
      connection.ask(ask);
    }

    @Override
    public void done(boolean ok) {
      Ask answered = asked;
      if (answered == null || !pending) {
        return;
      }
      pending = false;
      waiting--;
      if (!ok) {
        failed++;
      } else {
        script.acknowledged(answered);
        if (script.counts(answered)) {
          done++;
          latencies.record(clock.nanos() - beganNanos);
        }
      }
      next();
    }

    @Override
    public void lost() {
      connection = null;
      if (pending) {
        pending = false;
        waiting--;
        lost++;
      }
    }
  }

  private final Clock clock;
  private final Script script;
  private final Driver driver;
  private final List<Client> clients = new ArrayList<>();
  private final List<Connection> connections = new ArrayList<>();
  private boolean running;
  private int waiting;
  private long done;
  private long failed;
  private long lost;
  private Latencies latencies = new Latencies();

  /**
   * Connects so many clients.
   *
   * @throws UncheckedIOException if the server does not take them
   */
  public ClosedLoop(int port, Supplier<Wire> wires, int clients, Script script, Clock clock) {
    this.clock = clock;
    this.script = script;
    driver = new Driver(port, clock);
    try {
      for (int i = 0; i < clients; i++) {
        var client = new Client();
        this.clients.add(client);
        connections.add(driver.connect(wires.get(), client));
      }
    } catch (IOException e) {
      driver.close();
      throw new UncheckedIOException(e);
    }
  }

  /** Asks for so long, and then waits for what has not been answered yet. */
  public Outcome run(Duration time) {
    return run(time, () -> {});
  }

  /**
   * As {@link #run(Duration)}.
   *
   * @param atEnd runs when the time is over, while requests are under way
   */
  public Outcome run(Duration time, Runnable atEnd) {
    done = 0;
    failed = 0;
    lost = 0;
    latencies = new Latencies();
    running = true;
    long begin = clock.nanos();
    long end = begin + time.toNanos();
    for (int i = 0; i < clients.size(); i++) {
      clients.get(i).begin(connections.get(i));
    }
    while (clock.nanos() < end && waiting > 0) {
      driver.turn(Duration.ofMillis(5));
    }
    atEnd.run();
    running = false;
    driver.await(() -> waiting <= 0, LAST_ANSWERS);
    return new Outcome(done, failed + lost, (clock.nanos() - begin) / 1e9, latencies);
  }

  @Override
  public void close() {
    driver.close();
  }
}
