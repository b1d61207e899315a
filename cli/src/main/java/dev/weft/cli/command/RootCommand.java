package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code weft}: only the names of the other commands. */
@Command(
    name = "weft",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "A service mesh in one download: registry, broker and probe.",
    footerHeading = "%nStart here:%n",
    footer = {
      "  weft demo                                  a shop under load, and what a failure looks"
          + " like",
      "  weft up                                    a mesh on this machine",
      "  weft run --service hello -- sh -c 'exec python3 -m http.server $PORT'   a program joins"
          + " it",
      "  curl http://hello.localhost:7071/          a call through the broker",
      "  weft get routees                           who is there",
      "  weft top                                   how calls go, live",
      "  weft check                                 what is wrong, and what to do about it",
      "",
      "Exit codes: 0 done; 1 refused, not found or failed; 2 wrong command line or file;",
      "3 no registry answers; 4 the installation is broken; 'weft run' returns its program's own,",
      "126 if it cannot be executed, 127 if there is none.",
      "",
      "WEFT_API names the registry (default http://127.0.0.1:7070), WEFT_TOKEN is the token that"
          + " it",
      "asks for, WEFT_CA a PEM file of the certificates to trust where it is https."
    },
    subcommands = {
      UpCommand.class,
      DemoCommand.class,
      RegistryCommand.class,
      AgentCommand.class,
      RunCommand.class,
      GetCommand.class,
      DescribeCommand.class,
      TopCommand.class,
      CheckCommand.class,
      ApplyCommand.class,
      DeleteCommand.class,
      ShiftCommand.class,
      FaultCommand.class,
      CordonCommand.class,
      UncordonCommand.class,
      DrainCommand.class,
      ExplainCommand.class,
      TapCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      TokenCommand.class,
    })
public final class RootCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Made by picocli, which fills the fields. */
  @SuppressWarnings("NullAway.Init")
  public RootCommand() {}

  /** Runs a command line and returns its exit code. */
  public static int execute(String... args) {
    var commandLine = new CommandLine(new RootCommand());
    commandLine.setParameterExceptionHandler(RootCommand::refuse);
    commandLine.setExecutionExceptionHandler(RootCommand::fail);
    commandLine.setUsageHelpAutoWidth(true);
    // What stands behind a program's name belongs to the program.
    commandLine
        .getSubcommands()
        .forEach((name, command) -> command.setStopAtPositional(name.equals("run")));
    return commandLine.execute(args);
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  private static int refuse(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String suggestion = "";
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      suggestion = " Did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
    }
    String name = command.getCommandSpec().qualifiedName();
    err.println(
        "weft: "
            + oneLine(String.valueOf(e.getMessage()))
            + "."
            + suggestion
            + " See '"
            + name
            + " --help'.");
    return ExitCode.USAGE;
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\.$", "");
  }

  private static int fail(Exception e, CommandLine command, CommandLine.ParseResult result)
      throws Exception {
    if (e instanceof CommandFailure failure) {
      command.getErr().println("weft: " + failure.getMessage());
      return failure.exitCode();
    }
    throw e; // a bug: picocli prints the whole trace, which is what a report of it needs
  }
}
