package dev.weft.cli.command;

import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.api.Documents;
import dev.weft.cli.api.Tree;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft tap}: exchanges while they end. */
@Command(
    name = "tap",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a service's calls while they end, until Ctrl-C.",
      "Queries and headers are shown only if asked for, and of tokens and cookies only the length."
          + " What comes faster than it can be shown is dropped, and how much is said."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft tap orders",
      "  weft tap orders --failed                     what let callers down",
      "  weft tap orders --slower 250ms --routee orders-2",
      "  weft tap orders --status 5xx,404 --path /cart",
      "  weft tap --sample 1%% -o json | jq .summary   all services, one call in a hundred",
      "  weft tap orders -n 10 --show-query --header x-user"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TapCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  @Mixin private AskedOption asked;

  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "As it is addressed, such as orders or orders.shop (default: all).")
  private @Nullable String service;

  @Option(
      names = "--routee",
      paramLabel = "NAME",
      description = "Only calls that it was tried for.")
  private @Nullable String routee;

  @Option(names = "--caller", paramLabel = "NAME", description = "Only calls by this service.")
  private @Nullable String caller;

  @Option(names = "--method", paramLabel = "METHOD", description = "Only calls of this method.")
  private @Nullable String method;

  @Option(names = "--path", paramLabel = "PREFIX", description = "Only paths that begin so.")
  private @Nullable String path;

  @Option(
      names = "--status",
      paramLabel = "CODES",
      description = "Only these statuses, such as 404 or 5xx,429.")
  private @Nullable String status;

  @Option(names = "--slower", paramLabel = "TIME", description = "Only calls that took longer.")
  private @Nullable String slower;

  @Option(names = "--failed", description = "Only calls that let their callers down.")
  private boolean failed;

  @Option(
      names = "--sample",
      paramLabel = "SHARE",
      description = "Only a random share of those that match, such as 10%%.")
  private @Nullable String sample;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Ends after so many.")
  private @Nullable Integer limit;

  @Option(names = "--show-query", description = "Shows queries too; they may hold secrets.")
  private boolean query;

  @Option(
      names = "--header",
      paramLabel = "NAME",
      description = "Shows this header of requests too; any number of them.")
  private List<String> headers = new ArrayList<>();

  @Mixin private TextOrJson output;

  @Override
  public Integer call() {
    asked.follow("tap?" + parameters(), this::show);
    return ExitCode.OK;
  }

  private String parameters() {
    var text = new StringBuilder();
    add(text, "service", service);
    add(text, "routee", routee);
    add(text, "caller", caller);
    add(text, "method", method);
    add(text, "path", path);
    add(text, "status", status);
    add(text, "slower", slower);
    add(text, "failed", failed ? "1" : null);
    add(text, "sample", sample);
    add(text, "limit", limit == null ? null : limit.toString());
    add(text, "query", query ? "1" : null);
    headers.forEach(header -> add(text, "header", header));
    return text.toString();
  }

  private static void add(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append(text.isEmpty() ? "" : "&").append(name).append('=');
      text.append(ApiClient.encode(value));
    }
  }

  private void show(Map<String, Object> line) {
    if (output.json()) {
      System.out.println(Documents.line(line));
      return;
    }
    Tree said = Tree.of(line);
    if (said.has("dropped")) {
      System.err.println("weft: " + said.text("dropped") + " more could not be shown in time");
    } else {
      print(said, System.out);
    }
  }

  private static void print(Tree said, PrintStream out) {
    out.println(
        time(said.text("at"))
            + "  "
            + said.text("status")
            + "  "
            + said.millis("durationMillis")
            + "  "
            + said.text("caller")
            + " > "
            + (said.has("routee") ? said.text("routee") : "nobody")
            + "  "
            + said.text("method")
            + " "
            + said.text("authority")
            + said.text("path")
            + said.text("query")
            + (said.has("error") ? "  " + said.text("error") : "")
            + (said.has("grpcStatus") ? "  grpc-status " + said.text("grpcStatus") : "")
            + (said.number("retries") > 0 ? "  retries " + said.text("retries") : "")
            + (said.has("headers") ? "  " + said.text("headers") : "")
            + "  "
            + said.text("exchange"));
  }

  private static String time(String at) {
    try {
      return TIME.format(Instant.parse(at).atZone(ZoneId.systemDefault()));
    } catch (DateTimeParseException e) {
      return at;
    }
  }
}
