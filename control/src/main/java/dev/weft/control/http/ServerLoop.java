package dev.weft.control.http;

import dev.weft.model.time.Clock;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An event loop and what its connections share. All but {@link #execute} belongs to the loop. */
final class ServerLoop {
  private static final System.Logger LOG = System.getLogger(ServerLoop.class.getName());

  /** IMF-fixdate, RFC 9110 section 5.6.7. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final EventLoop eventLoop;
  private final Clock clock;
  private final Set<Connection> connections = new LinkedHashSet<>();
  private final LineBuffers lines = new LineBuffers();
  private long dateSecond = Long.MIN_VALUE;
  private String date = "";

  ServerLoop(EventLoop eventLoop, Clock clock) {
    this.eventLoop = eventLoop;
    this.clock = clock;
  }

  Executor executor() {
    return eventLoop;
  }

  /** Runs a task on the loop; drops it if the server is closed. */
  void execute(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "the server is closed", e);
    }
  }

  void joined(Connection connection) {
    connections.add(connection);
  }

  void left(Connection connection) {
    connections.remove(connection);
  }

  LineBuffers lines() {
    return lines;
  }

  long nowNanos() {
    return clock.nanos();
  }

  /** The present time for the header of that name, made once a second. */
  String date() {
    Instant now = clock.wall();
    if (now.getEpochSecond() != dateSecond) {
      dateSecond = now.getEpochSecond();
      date = DATE.format(now);
    }
    return date;
  }

  /** Looks for connections that take too long. */
  void tick() {
    long nowNanos = clock.nanos();
    List.copyOf(connections).forEach(connection -> connection.tick(nowNanos));
  }

  void drain() {
    List.copyOf(connections).forEach(Connection::drain);
  }

  void closeAll() {
    List.copyOf(connections).forEach(Connection::close);
    lines.release();
  }
}
