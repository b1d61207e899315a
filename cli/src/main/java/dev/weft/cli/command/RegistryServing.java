package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.control.ControlServer;
import dev.weft.control.access.Tokens;
import dev.weft.model.time.Clock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a registry's API listens. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RegistryServing {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_PORT = 65_535;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = LOOPBACK,
      description =
          "The address that the API listens on; one that other machines reach needs a token"
              + " (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      defaultValue = "${env:WEFT_REGISTRY_PORT:-7070}",
      description = "API and dashboard (default: 7070; 0 picks a free one).")
  private int port;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Serves https with this certificate (PEM, with those that vouch for it).")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's key (PEM, PKCS #8 without a password).")
  private @Nullable Path key;

  /**
   * Where the API is to listen.
   *
   * @param data where the tokens are
   * @throws CommandFailure if the port or the address is none, or nobody would be asked who they
   *     are
   */
  ControlServer.Options options(Path data, Clock clock) {
    checkPort("--registry-port", port);
    if (!isLoopback("--host", host) && certificate == null && !Tokens.in(data, clock).required()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--host: "
              + host
              + " can be reached from other machines, and there is neither a token nor TLS: make a"
              + " token with 'weft token create', or listen on "
              + LOOPBACK);
    }
    return new ControlServer.Options(host, port, data, tls());
  }

  private ControlServer.@Nullable Tls tls() {
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      throw new CommandFailure(
          ExitCode.USAGE, "--tls-cert and --tls-key belong together: give both or none");
    }
    return new ControlServer.Tls(certificate, key);
  }

  /** What else belongs to this machine alone, such as a broker, listens on. */
  String loopback() {
    return isLoopback("--host", host) ? host : LOOPBACK;
  }

  static boolean isLoopback(String option, String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new CommandFailure(
          ExitCode.USAGE, option + ": \"" + host + "\" is no address of this machine");
    }
  }

  static void checkPort(String option, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new CommandFailure(
          ExitCode.USAGE,
          option + ": " + port + " is not a port from 1 to 65535, or 0 for a free one");
    }
  }
}
