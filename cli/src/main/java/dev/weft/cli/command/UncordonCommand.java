package dev.weft.cli.command;

import dev.weft.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weft uncordon}: a routee gets calls again. */
@Command(
    name = "uncordon",
    mixinStandardHelpOptions = true,
    description = "Brings a routee back that was cordoned or drained.",
    footerHeading = "%nExamples:%n",
    footer = {"  weft uncordon orders-1", "  weft uncordon orders-1 -n shop"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class UncordonCommand implements Callable<Integer> {
  @Mixin private OutOfService target;

  @Override
  public Integer call() {
    target.end();
    System.out.println(target.routee() + " uncordoned");
    return ExitCode.OK;
  }
}
