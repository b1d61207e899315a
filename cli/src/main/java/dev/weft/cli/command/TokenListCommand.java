package dev.weft.cli.command;

import dev.weft.cli.ExitCode;
import dev.weft.cli.api.Columns;
import dev.weft.cli.api.Documents;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weft token list}: the tokens without their secrets. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists tokens: id, name, what they allow; never the tokens themselves.",
    footerHeading = "%nExamples:%n",
    footer = {"  weft token list", "  weft token list --api http://127.0.0.1:7070 -o json"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TokenListCommand implements Callable<Integer> {
  @Mixin private TokenStore tokens;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "json for scripts.")
  private @Nullable String output;

  @Override
  public Integer call() {
    List<Map<String, Object>> all = tokens.list();
    if ("json".equals(output)) {
      System.out.println(Documents.json(Map.of("tokens", all)));
      return ExitCode.OK;
    }
    if (all.isEmpty()) {
      System.err.println("No tokens.");
      return ExitCode.OK;
    }
    System.out.printf("%-12s %-20s %-16s %-24s %s%n", "ID", "NAME", "SCOPES", "FOR", "EXPIRES");
    for (Map<String, Object> token : all) {
      Object services = token.getOrDefault("services", List.of());
      System.out.printf(
          "%-12s %-20s %-16s %-24s %s%n",
          token.get("id"),
          Columns.printable(token.get("name")),
          joined(token.get("scopes")),
          joined(services).isEmpty() ? "-" : token.get("namespace") + "/" + joined(services),
          token.getOrDefault("expires", "never"));
    }
    return ExitCode.OK;
  }

  private static String joined(@Nullable Object list) {
    return list instanceof List<?> words
        ? String.join(",", words.stream().map(String::valueOf).toList())
        : "";
  }
}
