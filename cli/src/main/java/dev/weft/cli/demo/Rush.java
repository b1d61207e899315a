package dev.weft.cli.demo;

import dev.weft.model.time.Clock;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A crowd of callers beside the steady ones. Safe for use by any thread. */
final class Rush implements Trouble.Crowd {
  private static final URI TARGET = URI.create("http://web/menu");
  private static final Duration LAST_CALLS = Duration.ofSeconds(3);

  private final URI broker;
  private final Clock clock;
  private @Nullable Load load;
  private Tally tally = new Tally();

  Rush(URI broker, Clock clock) {
    this.broker = broker;
    this.clock = clock;
  }

  @Override
  public synchronized void come(int callsPerSecond) {
    tally = new Tally();
    load = new Load(broker, TARGET, callsPerSecond, tally, () -> true, clock);
    load.start();
  }

  @Override
  public synchronized Tally.Total go() throws InterruptedException {
    if (load != null) {
      load.stop(LAST_CALLS);
      load = null;
    }
    return tally.total();
  }
}
