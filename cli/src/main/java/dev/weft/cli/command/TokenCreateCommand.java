package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.Documents;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft token create}: prints a new token, which nobody can read again. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a token and prints it, on a line of its own; it cannot be read again.",
      "With the first token the registry's API asks everybody for one."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft token create laptop --scope admin",
      "  export WEFT_TOKEN=$(weft token create host-a --scope agent)",
      "  weft token create shop --scope register --service orders -n shop --ttl 30d"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TokenCreateCommand implements Callable<Integer> {
  private static final Pattern LIFETIME = Pattern.compile("([1-9][0-9]{0,8})([smhd])");

  @Mixin private TokenStore tokens;

  @Parameters(index = "0", paramLabel = "NAME", description = "What people call it.")
  private String name;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      required = true,
      split = ",",
      description = "read, register, agent or admin; may be given several times.")
  private List<String> scopes;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      split = ",",
      description = "With scope register: whose routees; may be given several times.")
  private List<String> services = List.of();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "With scope register: the services' namespace (default: default).")
  private @Nullable String namespace;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "How long it counts, such as 12h or 30d (default: until it is revoked).")
  private @Nullable String lifetime;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "json prints everything about it.")
  private @Nullable String output;

  @Override
  public Integer call() {
    Map<String, Object> made = tokens.create(wanted());
    if ("json".equals(output)) {
      System.out.println(Documents.json(made));
    } else {
      System.err.println(
          "weft: token "
              + made.get("id")
              + " ("
              + made.get("name")
              + "): keep it now, it is not shown again. Everybody needs one from now on: agents and"
              + " programs too, in WEFT_TOKEN");
      System.out.println(made.get("token"));
    }
    return ExitCode.OK;
  }

  private Map<String, Object> wanted() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("name", name);
    tree.put("scopes", scopes);
    if (!services.isEmpty()) {
      tree.put("services", services);
    }
    if (namespace != null) {
      tree.put("namespace", namespace);
    }
    if (lifetime != null) {
      tree.put("ttlSeconds", seconds(lifetime));
    }
    return tree;
  }

  private static long seconds(String text) {
    Matcher matcher = LIFETIME.matcher(text);
    if (!matcher.matches()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--ttl: \"" + text + "\" is not a time such as 90m, 12h or 30d");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> count;
      case "m" -> Duration.ofMinutes(count).toSeconds();
      case "h" -> Duration.ofHours(count).toSeconds();
      default -> Duration.ofDays(count).toSeconds();
    };
  }
}
