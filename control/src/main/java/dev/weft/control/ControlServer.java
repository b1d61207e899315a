package dev.weft.control;

import dev.weft.control.access.Tokens;
import dev.weft.model.time.Clock;
import dev.weft.registry.Registry;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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
   * @param dataDirectory where the tokens are kept; null for an API that has none
   */
  public record Options(String host, int port, @Nullable Path dataDirectory) {
    /** Loopback, on the port that clients expect. */
    public static final Options DEFAULT = new Options("127.0.0.1", 7070, null);

    public Options {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port " + port + " is not from 0 to 65535");
      }
    }

    /** An API without tokens: for everyone on this machine. */
    public Options(String host, int port) {
      this(host, port, null);
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
    Tokens tokens =
        options.dataDirectory() == null ? null : Tokens.in(options.dataDirectory(), clock);
    refuseExposure(options, address, tokens);
    var metrics = new ControlMetrics(registry.catalog());
    var watches = new WatchStreams(registry.catalog(), clock, metrics);
    var api =
        new Api(
            Guard.forBinding(options.host(), address),
            new Gate(tokens, new Guesses(clock)),
            metrics,
            new Reads(registry.catalog(), clock),
            new Writes(registry.catalog(), registry.leases()),
            watches,
            new TokenRequests(tokens),
            new AgentVerdicts(registry.verdicts()));
    WebServer server =
        WebServer.builder()
            .address(address)
            .port(options.port())
            .shutdownHook(false)
            .shutdownGracePeriod(DRAIN)
            .directHandlers(TransportErrors.asStatusDocuments())
            .routing(
                HttpRouting.builder()
                    .any((request, response) -> api.handle(new Call(request, response, metrics))))
            .build();
    checkFree(options, address);
    server.start();
    if (!server.isRunning()) { // it logs why and returns
      throw new ControlException("cannot listen on " + where(options), null);
    }
    return new ControlServer(server, watches);
  }

  /** Beyond this machine nothing is served to people of whom nothing is known. */
  private static void refuseExposure(
      Options options, InetAddress address, @Nullable Tokens tokens) {
    if (!address.isLoopbackAddress() && (tokens == null || !tokens.required())) {
      throw new ControlException(
          "will not listen on "
              + options.host()
              + ": other machines reach that address, and there is neither a token nor TLS; make a"
              + " token with `weft token create`, or give a certificate, or listen on 127.0.0.1",
          null);
    }
  }

  /** Tries the port first, because the server below does not say why it cannot have it. */
  private static void checkFree(Options options, InetAddress address) {
    try {
      new ServerSocket(options.port(), 1, address).close();
    } catch (BindException e) {
      String reason = String.valueOf(e.getMessage());
      throw new ControlException(
          reason.contains("in use")
              ? where(options)
                  + " is in use by another program, perhaps another registry; stop it, choose"
                  + " another port, or 0 for a free one"
              : "cannot listen on " + where(options) + ": " + reason,
          e);
    } catch (IOException e) {
      throw new ControlException("cannot listen on " + where(options) + ": " + e.getMessage(), e);
    }
  }

  private static String where(Options options) {
    return "port " + options.port() + " on " + options.host();
  }

  private static InetAddress resolve(Options options) {
    try {
      return InetAddress.getByName(options.host());
    } catch (UnknownHostException e) {
      throw new ControlException(
          "cannot listen on " + options.host() + ": it is no address of this machine", e);
    }
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
