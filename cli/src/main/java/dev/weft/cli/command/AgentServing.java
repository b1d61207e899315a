package dev.weft.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where an agent's broker and admin port listen. */
final class AgentServing {
  @Option(
      names = "--broker-host",
      paramLabel = "ADDRESS",
      description =
          "The address that the broker listens on. Brokers call routees directly, so that only"
              + " programs of this machine need it (default: loopback).")
  private @Nullable String brokerHost;

  @Option(
      names = "--broker-port",
      paramLabel = "PORT",
      defaultValue = "${env:WEFT_BROKER_PORT:-7071}",
      description = "Calls between services (default: 7071).")
  private int brokerPort;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "${env:WEFT_ADMIN_PORT:-7072}",
      description = "The agent's health, metrics and state (default: 7072).")
  private int adminPort;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      defaultValue = "${env:WEFT_ZONE:-}",
      description =
          "Where this host is, as routees name their zones: calls go to routees of the same zone as"
              + " far as they suffice (environment: WEFT_ZONE; default: none).")
  private String zone = "";

  /**
   * What the broker listens on.
   *
   * @param otherwise where none is given
   */
  String brokerHost(String otherwise) {
    if (brokerHost == null) {
      return otherwise;
    }
    boolean _ = RegistryServing.isLoopback("--broker-host", brokerHost); // or it is no address
    return brokerHost;
  }

  int brokerPort() {
    RegistryServing.checkPort("--broker-port", brokerPort);
    return brokerPort;
  }

  /** Empty for none. */
  String zone() {
    return zone;
  }

  int adminPort() {
    RegistryServing.checkPort("--admin-port", adminPort);
    return adminPort;
  }
}
