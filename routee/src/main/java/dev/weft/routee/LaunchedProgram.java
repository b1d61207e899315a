package dev.weft.routee;

import dev.weft.model.mesh.ServiceName;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/**
 * A program that was started to become a routee.
 *
 * @param port that it was told to listen on
 * @param name that it is to be registered under
 */
record LaunchedProgram(Process process, int port, String name) {

  /**
   * @throws CommandNotFoundException if there is no such program or it cannot be executed
   * @throws PortInUseException if something listens on the port already
   */
  static LaunchedProgram launch(Supervisor.Options options) throws CommandNotFoundException {
    int port = options.port();
    if (port == 0) {
      port = Ports.free(new Random());
    } else {
      Ports.requireFree(port);
    }
    String given = options.name();
    String name =
        given == null ? RouteeNames.of(options.service(), port, options.registry().uri()) : given;
    var builder = new ProcessBuilder(options.command());
    Map<String, String> environment = builder.environment();
    String program = options.command().getFirst();
    CommandLookup.requireProgram(program, environment.getOrDefault("PATH", "/usr/bin:/bin"));
    environment.putAll(
        ChildEnvironment.additions(
            environment,
            port,
            new ServiceName(options.namespace(), options.service()),
            name,
            options.broker(),
            options.extraEnvironment()));
    redirect(builder, options);
    try {
      return new LaunchedProgram(builder.start(), port, name);
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      throw new CommandNotFoundException(true, program + ": " + why);
    }
  }

  private static void redirect(ProcessBuilder builder, Supervisor.Options options) {
    if (options.inheritOutput()) {
      builder.inheritIO();
      return;
    }
    Path file = options.outputFile();
    builder.redirectInput(nothing());
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        file == null
            ? ProcessBuilder.Redirect.DISCARD
            : ProcessBuilder.Redirect.appendTo(file.toFile()));
  }

  private static ProcessBuilder.Redirect nothing() {
    boolean windows = File.separatorChar == '\\';
    return ProcessBuilder.Redirect.from(new File(windows ? "NUL" : "/dev/null"));
  }
}
