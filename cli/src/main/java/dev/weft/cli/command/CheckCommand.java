package dev.weft.cli.command;

import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.api.Columns;
import dev.weft.cli.api.Documents;
import dev.weft.cli.check.FileCheck;
import dev.weft.cli.check.Finding;
import dev.weft.cli.check.Finding.Level;
import dev.weft.cli.check.MeshCheck;
import dev.weft.cli.manifest.Problem;
import dev.weft.model.time.SystemClock;
import dev.weft.routee.RegistryEndpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weft check}: what is wrong, and what to do about it. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Looks a mesh over and says what is wrong and what to do about it. With -f it looks at files"
          + " instead, without a registry, and names line and column of all that is wrong.",
      "Exit code 0 if nothing is, warnings apart; 1 otherwise."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft check                  the installation, the registry, the agents, the services",
      "  weft check --quiet          only what is not as it should be",
      "  weft check -f mesh/         files, before they are applied",
      "  weft check -o json          for scripts"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CheckCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|DIR|-",
      description = "Files to look at, instead of a mesh; may be given several times.")
  private List<String> files = List.of();

  @Mixin private AgentOption agent;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say only what is not as it should be.")
  private boolean quiet;

  @Mixin private TextOrJson output;

  @Override
  public Integer call() {
    return files.isEmpty() ? checkMesh() : checkFiles();
  }

  private int checkFiles() {
    FileCheck.Result result = FileCheck.check(files);
    if (output.json()) {
      print(
          Map.of(
              "resources",
              result.resources(),
              "problems",
              result.problems().stream().map(CheckCommand::tree).toList()));
    } else {
      result.problems().forEach(System.out::println);
      if (result.problems().isEmpty() && !quiet) {
        System.out.println(Documents.count(result.resources(), "resource") + ", nothing wrong");
      }
    }
    return result.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private int checkMesh() {
    RegistryEndpoint endpoint = registry.endpoint();
    List<Finding> findings;
    try (var clock = new SystemClock()) {
      findings =
          new MeshCheck(new ApiClient(endpoint), endpoint.uri().toString(), agent.client(), clock)
              .run(Version.text());
    }
    if (output.json()) {
      print(Map.of("findings", findings.stream().map(CheckCommand::tree).toList()));
    } else {
      print(findings);
    }
    return count(findings, Level.FAULT) == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private void print(List<Finding> findings) {
    int width = findings.stream().mapToInt(finding -> finding.about().length()).max().orElse(0);
    for (Finding finding : findings) {
      if (quiet && finding.level() == Level.OK) {
        continue;
      }
      String level = finding.level().name().toLowerCase(Locale.ROOT);
      String about =
          finding.about() + " ".repeat(Math.max(0, Math.min(width, 28) - finding.about().length()));
      System.out.printf(
          "%-8s %s  %s%n", level, Columns.printable(about), Columns.printable(finding.says()));
      if (!finding.advice().isEmpty()) {
        System.out.println("         → " + Columns.printable(finding.advice()));
      }
    }
    long faults = count(findings, Level.FAULT);
    long warnings = count(findings, Level.WARNING);
    if (faults + warnings > 0) {
      System.out.println(
          Documents.count(faults, "fault") + ", " + Documents.count(warnings, "warning"));
    } else if (!quiet) {
      System.out.println("all is well");
    }
  }

  private static long count(List<Finding> findings, Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  private static void print(Map<String, Object> tree) {
    System.out.println(Documents.json(tree));
  }

  private static Map<String, Object> tree(Finding finding) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("level", finding.level().name().toLowerCase(Locale.ROOT));
    tree.put("about", finding.about());
    tree.put("says", finding.says());
    tree.put("advice", finding.advice());
    return tree;
  }

  private static Map<String, Object> tree(Problem problem) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("file", problem.source());
    tree.put("line", problem.line());
    tree.put("column", problem.column());
    tree.put("message", problem.message());
    return tree;
  }
}
