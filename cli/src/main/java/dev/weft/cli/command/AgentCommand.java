package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.node.AgentNode;
import dev.weft.model.resource.Names;
import dev.weft.model.time.SystemClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weft agent}: the broker and the probe of a host. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the broker and the probe of this host for a registry on another.",
      "It keeps the last good state in its data folder and serves from it while the registry is"
          + " away. Routees of its files are registered under its own lease."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft agent --registry http://registry.example:7070 --data /var/lib/weft-agent",
      "  WEFT_TOKEN=weft_… weft agent --registry https://registry.example:7070",
      "  weft agent --registry http://10.0.0.5:7070 -f /etc/weft/routees.yaml",
      "  weft agent --registry http://10.0.0.5:7070 --takeover",
      "  weft agent --registry http://10.0.0.5:7070 --access-log /var/log/weft/access.log",
      "%nWEFT_JAVA_OPTS=-Dweft.transport=io_uring (or nio, or epoll, the default on Linux) picks"
          + " how the broker talks to the network."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AgentCommand implements Callable<Integer> {
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration DRAIN_REPLACED = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(3);

  @Option(
      names = {"--registry", "--api"},
      paramLabel = "URL",
      defaultValue = "${env:WEFT_API:-http://127.0.0.1:7070}",
      description = "The registry (environment: WEFT_API; default http://127.0.0.1:7070).")
  private String registry;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The agent's name, unique among those of a registry (default: the host's).")
  private @Nullable String name;

  private volatile Duration grace = DRAIN;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The loopback address of the admin port (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--takeover",
      description =
          "Takes the place of the agent that runs with the same --data, without failing a call:"
              + " its listening sockets are passed on, then it drains and ends. Where none runs,"
              + " starts as without it. Linux only.")
  private boolean takeover;

  @Mixin private FilesOption files;
  @Mixin private DataOption data;
  @Mixin private AgentServing serving;
  @Mixin private TelemetryOptions telemetry;

  @Override
  public Integer call() throws InterruptedException {
    if (!RegistryServing.isLoopback("--host", host)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--host: "
              + host
              + " can be reached from other machines, and the admin port asks nobody who they are:"
              + " give a loopback address such as 127.0.0.1");
    }
    var clock = new SystemClock();
    var options =
        new AgentNode.Options(
            RegistryOptions.endpoint("--registry", registry),
            name(),
            host,
            serving.brokerHost(host),
            serving.brokerPort(),
            serving.adminPort(),
            serving.zone(),
            data.folder(),
            serving.gatewayAddresses(),
            takeover);
    telemetry.check();
    AgentNode node =
        Failures.told(() -> AgentNode.start(options, files.paths(), FilesOption::say, clock));
    telemetry.attach(node.broker(), clock).forEach(node::closesWith);
    CountDownLatch _ =
        Stopping.then(
            "draining",
            () -> {
              node.drain(grace);
              node.close();
              clock.close();
            });
    System.out.println("weft " + Version.text() + ", agent " + options.name());
    System.out.println("  registry  " + options.registry());
    System.out.println("  broker    " + node.brokerUri() + "   calls between services");
    System.out.println("  admin     " + node.adminUri() + "   health, metrics, state");
    if (!node.awaitFirst(SOON)) {
      System.err.println(
          "weft: the registry has not been heard of yet, and there is no snapshot from before;"
              + " waiting for it");
      while (!node.awaitFirst(SOON)) {
        // a signal ends the process
      }
    }
    System.out.println("ready");
    node.awaitReplaced(); // or a signal ends the process
    System.err.println("weft: another agent has taken this one's place");
    grace = DRAIN_REPLACED;
    return ExitCode.OK; // ends the process, as a signal would
  }

  private String name() {
    String given = name != null ? name : hostName();
    if (!Names.isSubdomain(given)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--name: \"" + given + "\" is not " + Names.SUBDOMAIN_RULE);
    }
    return given;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
    } catch (UnknownHostException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--name: this host has no name of its own (" + e.getMessage() + "): give one");
    }
  }
}
