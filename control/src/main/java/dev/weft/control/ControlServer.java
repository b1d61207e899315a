package dev.weft.control;

import dev.weft.model.time.Clock;
import dev.weft.registry.Registry;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * Serves the registry over HTTP/1.1. Safe for use by any thread; {@link #start} and {@link #close}
 * block.
 */
public final class ControlServer implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(1);

  private final WebServer server;
  private final WatchStreams watches;

  /**
   * Where to listen.
   *
   * @param host a name or address of this machine
   * @param port 0 to 65535; 0 picks a free one
   */
  public record Options(String host, int port) {
    /** Loopback, on the port that clients expect. */
    public static final Options DEFAULT = new Options("127.0.0.1", 7070);

    public Options {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port " + port + " is not from 0 to 65535");
      }
    }
  }

  private ControlServer(WebServer server, WatchStreams watches) {
    this.server = server;
    this.watches = watches;
  }

  /**
   * Starts to listen; requests are answered when this returns.
   *
   * @param registry stays the caller's: close it after this server
   * @throws ControlException if the address cannot be listened on
   */
  public static ControlServer start(Options options, Registry registry, Clock clock) {
    InetAddress address = resolve(options);
    var metrics = new ControlMetrics(registry.catalog());
    var watches = new WatchStreams(registry.catalog(), clock, metrics);
    var api =
        new Api(
            Guard.forBinding(options.host(), address),
            metrics,
            new Reads(registry.catalog(), clock),
            new Writes(registry.catalog(), registry.leases()),
            watches);
    WebServer server =
        WebServer.builder()
            .address(address)
            .port(options.port())
            .shutdownHook(false)
            .shutdownGracePeriod(DRAIN)
            .directHandlers(TransportErrors.asStatusDocuments())
            .routing(HttpRouting.builder().any(api::handle))
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      throw new ControlException(whyNot(options, e), e);
    }
    return new ControlServer(server, watches);
  }

  private static InetAddress resolve(Options options) {
    try {
      return InetAddress.getByName(options.host());
    } catch (UnknownHostException e) {
      throw new ControlException(
          "cannot listen on " + options.host() + ": it is no address of this machine", e);
    }
  }

  private static String whyNot(Options options, Throwable failure) {
    String where = "port " + options.port() + " on " + options.host();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException bind) {
        String reason = String.valueOf(bind.getMessage());
        return reason.contains("in use")
            ? where
                + " is in use by another program, perhaps another registry; stop it, choose another"
                + " port, or 0 for a free one"
            : "cannot listen on " + where + ": " + reason;
      }
    }
    return "cannot listen on " + where + ": " + failure.getMessage();
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  /** Ends every watch, lets running requests finish for a second and stops listening. */
  @Override
  public void close() {
    watches.close();
    server.stop();
  }
}
