package dev.weft.cli.command;

import dev.weft.broker.gateway.GatewayAddresses;
import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
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

  @Option(
      names = "--gateway-addresses",
      paramLabel = "RANGE",
      defaultValue = "${env:WEFT_GATEWAY_ADDRESSES:-}",
      description =
          "Addresses of this machine, one of which each Gateway gets that asks for none"
              + " (environment: WEFT_GATEWAY_ADDRESSES; default: 127.77.0.0/16 on Linux, elsewhere"
              + " 127.0.0.1).")
  private String gatewayAddresses = "";

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

  String gatewayAddresses() {
    if (gatewayAddresses.isEmpty()) {
      return GatewayAddresses.DEFAULT_RANGE;
    }
    try {
      GatewayAddresses.check(gatewayAddresses);
      return gatewayAddresses;
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "--gateway-addresses: " + e.getMessage());
    }
  }

  int adminPort() {
    RegistryServing.checkPort("--admin-port", adminPort);
    return adminPort;
  }
}
