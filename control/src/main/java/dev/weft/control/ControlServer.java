package dev.weft.control;

import dev.weft.control.access.Tokens;
import dev.weft.control.http.Certificate;
import dev.weft.control.http.HttpServer;
import dev.weft.model.time.Clock;
import dev.weft.registry.Registry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Serves the registry over HTTP/1.1, with or without TLS. Safe for use by any thread; {@link
 * #start} and {@link #close} block.
 */
public final class ControlServer implements AutoCloseable {
  private final HttpServer server;
  private final WatchStreams watches;
  private final Records records;
  private final CallRequests calls;
  private final SignalRequests signals;
  private final @Nullable Certificate certificate;

  /**
   * Where to listen.
   *
   * @param host a name or address of this machine
   * @param port 0 to 65535; 0 picks a free one
   * @param dataDirectory where the tokens are kept; null for an API that has none
   * @param tls null to serve without TLS
   */
  public record Options(String host, int port, @Nullable Path dataDirectory, @Nullable Tls tls) {
    public Options {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port " + port + " is not from 0 to 65535");
      }
    }

    /** Without TLS. */
    public Options(String host, int port, @Nullable Path dataDirectory) {
      this(host, port, dataDirectory, null);
    }

    /** An API without tokens: for everyone on this machine. */
    public Options(String host, int port) {
      this(host, port, null);
    }
  }

  /**
   * The server's certificate; both files are read again when they change.
   *
   * @param certificate PEM, the server's own first, then those that vouch for it
   * @param key PEM, PKCS #8 without a password
   */
  public record Tls(Path certificate, Path key) {}

  private ControlServer(
      HttpServer server,
      WatchStreams watches,
      Records records,
      CallRequests calls,
      SignalRequests signals,
      @Nullable Certificate certificate) {
    this.calls = calls;
    this.server = server;
    this.watches = watches;
    this.records = records;
    this.signals = signals;
    this.certificate = certificate;
  }

  /**
   * Starts to listen; requests are answered when this returns.
   *
   * @param registry stays the caller's: close it after this server
   * @throws ControlException if the address cannot be listened on or the certificate not be used
   */
  public static ControlServer start(Options options, Registry registry, Clock clock) {
    return start(options, registry, new LocalBroker(), clock);
  }

  /**
   * The same, with a broker in this process of which the API may be asked.
   *
   * @throws ControlException if the address cannot be listened on or the certificate not be used
   */
  public static ControlServer start(
      Options options, Registry registry, LocalBroker broker, Clock clock) {
    InetAddress address = resolve(options);
    Tokens tokens =
        options.dataDirectory() == null ? null : Tokens.in(options.dataDirectory(), clock);
    refuseExposure(options, address, tokens);
    Certificate certificate = certificate(options.tls(), clock);
    var metrics = new ControlMetrics(registry.catalog());
    metrics.tellOf(registry.leases());
    metrics.tellOfProcess();
    var gate = new Gate(tokens, new Guesses(clock));
    metrics.tellOf(registry);
    var records = new Records(registry, gate, metrics, clock);
    var signals = new SignalRequests(registry.signals(), gate, clock);
    registry.alerts().start();
    var watches = new WatchStreams(registry.catalog(), gate, clock, metrics);
    var calls = new CallRequests(broker, gate);
    var api =
        new Api(
            Guard.forBinding(options.host(), address),
            gate,
            metrics,
            new Reads(registry.catalog(), clock),
            new Writes(registry.catalog(), registry.leases()),
            watches,
            new TokenRequests(tokens),
            new AgentVerdicts(registry.verdicts()),
            new AgentReports(registry),
            records,
            signals,
            new BackupDownload(registry),
            new Administration(registry),
            new AccessReview(registry.catalog()),
            calls);
    try {
      HttpServer server =
          HttpServer.start(
              new InetSocketAddress(address, options.port()),
              certificate,
              new FrontDoor(api, metrics),
              clock);
      return new ControlServer(server, watches, records, calls, signals, certificate);
    } catch (IOException e) {
      watches.close();
      if (certificate != null) {
        certificate.close();
      }
      throw cannotListen(options, e);
    }
  }

  /**
   * Beyond this machine nothing goes unencrypted to people of whom nothing is known. With TLS alone
   * the {@link Gate} still asks everyone from there for a token.
   */
  private static void refuseExposure(
      Options options, InetAddress address, @Nullable Tokens tokens) {
    boolean safe = options.tls() != null || (tokens != null && tokens.required());
    if (!address.isLoopbackAddress() && !safe) {
      throw new ControlException(
          "will not listen on "
              + options.host()
              + ": other machines reach that address, and there is neither a token nor TLS; make a"
              + " token with `weft token create`, or give a certificate, or listen on 127.0.0.1",
          null);
    }
  }

  private static @Nullable Certificate certificate(@Nullable Tls tls, Clock clock) {
    if (tls == null) {
      return null;
    }
    try {
      return Certificate.read(tls.certificate(), tls.key(), clock);
    } catch (IOException e) {
      throw new ControlException("cannot serve TLS: " + e.getMessage(), e);
    }
  }

  private static ControlException cannotListen(Options options, IOException error) {
    String reason = String.valueOf(error.getMessage());
    String where = "port " + options.port() + " on " + options.host();
    return new ControlException(
        reason.contains("in use")
            ? where
                + " is in use by another program, perhaps another registry; stop it, choose"
                + " another port, or 0 for a free one"
            : "cannot listen on " + where + ": " + reason,
        error);
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

  /** How many clients are connected. */
  public int connections() {
    return server.connections();
  }

  /** Ends every watch, lets running requests finish for a second and stops listening. */
  @Override
  public void close() {
    records.close();
    calls.close();
    signals.close();
    watches.close();
    server.close();
    if (certificate != null) {
      certificate.close();
    }
  }
}
