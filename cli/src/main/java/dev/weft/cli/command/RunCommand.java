package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ServiceEnvironment;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Names;
import dev.weft.model.time.SystemClock;
import dev.weft.routee.CommandNotFoundException;
import dev.weft.routee.PortInUseException;
import dev.weft.routee.RestartingProgram;
import dev.weft.routee.Supervisor;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft run}: a program becomes a routee for as long as it runs. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a program as a routee of a service.",
      "The program finds its port in the environment variable PORT. It is registered once it"
          + " listens there, gets calls once a probe passes, is drained on SIGTERM and deregistered"
          + " when it ends, however it ends. Its output, its signals and its exit code pass"
          + " through."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft run --service hello -- sh -c 'python3 -m http.server $PORT'",
      "  weft run --service orders -- sh -c 'exec java -jar orders.jar --server.port=$PORT'",
      "  weft run --service legacy --port 7311 --protocol tcp -- ./legacy-server",
      "  weft run --service orders --restart on-failure --max-restarts 10 -- ./orders"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RunCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Option(
      names = {"-s", "--service"},
      paramLabel = "NAME",
      required = true,
      description = "The service that the program is an instance of.")
  private String service;

  @Mixin private NamespaceOption namespace;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The routee's name (default: the service's with the port).")
  private @Nullable String name;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "The port it listens on (default: a free one, told in PORT).")
  private int port;

  @Option(
      names = "--protocol",
      paramLabel = "P",
      defaultValue = "http",
      description = "What it speaks: http, h2c, grpc, tcp or auto (default: ${DEFAULT-VALUE}).")
  private String protocolWord;

  @Option(names = "--zone", paramLabel = "Z", defaultValue = "", description = "Where it runs.")
  private String zone;

  @Option(
      names = {"-l", "--label"},
      paramLabel = "KEY=VALUE",
      description = "A label of the routee, such as version=v2; may be given several times.")
  private Map<String, String> labels = Map.of();

  @Option(
      names = "--broker",
      paramLabel = "URL",
      defaultValue = "${env:WEFT_BROKER:-http://127.0.0.1:7071}",
      description =
          "Where the program's own calls go (environment: WEFT_BROKER; default"
              + " http://127.0.0.1:7071).")
  private String broker;

  @Option(
      names = "--no-proxy",
      description = "Leaves http_proxy and the JVM's proxy properties alone.")
  private boolean noProxy;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      defaultValue = "10s",
      description =
          "How long the program may take to end after SIGTERM before it is killed (default:"
              + " ${DEFAULT-VALUE}).")
  private String grace;

  @Mixin private RestartOptions restart;

  @Parameters(
      arity = "1..*",
      paramLabel = "CMD",
      description = "The program and its words, after --.")
  private List<String> command;

  @Override
  public Integer call() throws InterruptedException {
    Supervisor.Options options = options();
    var clock = new SystemClock();
    var narrator = new RunNarrator(service, System.err);
    RestartingProgram program;
    try {
      program =
          RestartingProgram.start(
              options, restart.policy(), new ListensReadiness(clock), clock, narrator);
    } catch (CommandNotFoundException e) {
      throw new CommandFailure(
          e.exists() ? ExitCode.NOT_EXECUTABLE : ExitCode.NOT_FOUND, e.getMessage());
    } catch (PortInUseException e) {
      throw new CommandFailure(ExitCode.FAILED, e.getMessage());
    }
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("weft-stop").unstarted(() -> stopAndEnd(program)));
    return program.awaitExit();
  }

  /** A signal ends this command with its program's exit code, not with the JVM's own. */
  private static void stopAndEnd(RestartingProgram program) {
    Runtime.getRuntime().halt(program.stop());
  }

  private Supervisor.Options options() {
    checkLabel("--service", service);
    checkLabel("--namespace", namespace.name());
    if (name != null) {
      checkLabel("--name", name);
    }
    if (port < 0 || port > 65_535) {
      throw usage("--port: " + port + " is not a port from 1 to 65535, or 0 for a free one");
    }
    Protocol protocol = protocol();
    Duration graceTime = Fields.parseDuration(grace);
    if (graceTime == null) {
      throw usage("--grace: \"" + grace + "\" is not a duration such as 500ms, 10s or 2m");
    }
    URI brokerUri = noProxy ? null : WebAddress.plain("--broker", broker, "http://127.0.0.1:7071");
    return new Supervisor.Options(
        namespace.name(),
        service,
        name,
        port,
        protocol,
        zone,
        new LinkedHashMap<>(labels),
        command,
        registry.endpoint(),
        brokerUri,
        true,
        null,
        Supervisor.Options.DEFAULT_READY_TIMEOUT,
        Supervisor.Options.DEFAULT_DRAIN,
        graceTime,
        environment(brokerUri));
  }

  private Map<String, String> environment(@Nullable URI brokerUri) {
    var environment = new HashMap<String, String>();
    if (brokerUri != null) {
      environment.putAll(
          ServiceEnvironment.of(
              registry.client(), namespace.name(), brokerUri.getHost(), System.err));
    }
    // The launcher took it away from Weft's own JVM; it was meant for the program.
    String javaOptions = System.getenv("WEFT_PROGRAM_JDK_JAVA_OPTIONS");
    if (javaOptions != null) {
      environment.put("JDK_JAVA_OPTIONS", javaOptions);
    }
    return environment;
  }

  private Protocol protocol() {
    for (Protocol protocol : Protocol.values()) {
      if (protocol.toString().equals(protocolWord.toLowerCase(Locale.ROOT))) {
        return protocol;
      }
    }
    throw usage("--protocol: \"" + protocolWord + "\" is not one of http, h2c, grpc, tcp, auto");
  }

  private static void checkLabel(String option, String value) {
    if (!Names.isLabel(value)) {
      throw usage(option + ": \"" + value + "\" is not " + Names.LABEL_RULE);
    }
  }

  private static CommandFailure usage(String sentence) {
    return new CommandFailure(ExitCode.USAGE, sentence);
  }
}
