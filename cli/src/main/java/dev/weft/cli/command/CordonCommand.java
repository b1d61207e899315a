package dev.weft.cli.command;

import dev.weft.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weft cordon}: no new calls to a routee. */
@Command(
    name = "cordon",
    mixinStandardHelpOptions = true,
    description = {
      "Takes a routee out of service: it gets no new calls, those under way go on.",
      "That outlives restarts and registrations, until 'weft uncordon'."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft cordon orders-1 --reason 'disk is failing'",
      "  weft uncordon orders-1                     brings it back"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CordonCommand implements Callable<Integer> {
  @Mixin private OutOfService target;

  @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
  private String reason;

  @Override
  public Integer call() {
    target.begin("Cordon", reason);
    System.out.println(target.routee() + " cordoned");
    return ExitCode.OK;
  }
}
