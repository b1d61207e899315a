package dev.weft.bench.load;

import dev.weft.model.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Drives any number of connections to one server, all on the calling thread. */
public final class Driver implements AutoCloseable {
  private final InetSocketAddress address;
  private final Clock clock;
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();

  /**
   * @param port on 127.0.0.1
   */
  public Driver(int port, Clock clock) {
    this.clock = clock;
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens a connection.
   *
   * @throws IOException if the server does not accept it
   */
  public Connection connect(Wire wire, Connection.Listener listener) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    var connection = new Connection(channel, wire, listener);
    channel.register(selector, SelectionKey.OP_READ, connection);
    connections.add(connection);
    connection.open();
    return connection;
  }

  /** Handles what has come, and waits at most so long for something to come. */
  public void turn(Duration most) {
    try {
      if (most.isZero()) {
        selector.selectNow();
      } else {
        selector.select(Math.max(1, most.toMillis()));
      }
      var ready = selector.selectedKeys().iterator();
      while (ready.hasNext()) {
        SelectionKey key = ready.next();
        ready.remove();
        if (key.attachment() instanceof Connection connection) {
          connection.readable();
          if (connection.closed()) {
            connections.remove(connection);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Turns until something holds.
   *
   * @return whether it came to hold in time
   */
  public boolean await(BooleanSupplier condition, Duration most) {
    long end = clock.nanos() + most.toNanos();
    while (!condition.getAsBoolean()) {
      long left = end - clock.nanos();
      if (left <= 0) {
        return false;
      }
      turn(Duration.ofNanos(Math.min(left, 20_000_000)));
    }
    return true;
  }

  @Override
  public void close() {
    connections.forEach(Connection::close);
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
