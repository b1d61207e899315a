package dev.weft.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

final class HelpTest {
  private static List<CommandLine> commands() {
    var found = new ArrayList<CommandLine>();
    collect(new CommandLine(new RootCommand()), found);
    return found;
  }

  private static void collect(CommandLine command, List<CommandLine> found) {
    found.add(command);
    command.getSubcommands().values().forEach(below -> collect(below, found));
  }

  @Test
  void readsAsItWasWritten() {
    PrintStream before = System.err;
    var complaints = new ByteArrayOutputStream();
    System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
    try {
      for (CommandLine command : commands()) {
        assertThat(command.getUsageMessage()).doesNotContain("null", "%n", "%%");
      }
    } finally {
      System.setErr(before);
    }
    assertThat(complaints.toString(StandardCharsets.UTF_8)).as("picocli's warnings").isEmpty();
  }

  @Test
  void explainsEveryOptionAndHasExamples() {
    for (CommandLine command : commands()) {
      String name = command.getCommandSpec().qualifiedName();
      for (ArgSpec word : command.getCommandSpec().args()) {
        assertThat(word.description()).as("%s %s", name, word).isNotEmpty();
      }
      assertThat(command.getUsageMessage()).as(name).containsAnyOf("Examples:", "Start here:");
    }
  }
}
