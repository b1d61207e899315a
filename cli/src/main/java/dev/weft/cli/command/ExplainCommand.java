package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.api.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft explain}: why a call would go, or went, where. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Says why a call would go where it would go, or why one went where it went.",
      "For METHOD and URL nothing is sent and nothing changes: the broker says which service and"
          + " rule, every routee with its chance and what speaks against it, and what would follow"
          + " a failure. For the name of an exchange (X-Weft-Exchange, or weft tap) it says what"
          + " became of it, as long as it is remembered: failed, retried and slow ones longer."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  weft explain GET http://orders/cart",
      "  weft explain orders.shop/                            GET is meant",
      "  weft explain POST http://orders/ -H 'x-user: 7'      as a call with this header",
      "  weft explain https://shop.example:8443/ --gateway edge   from outside the mesh",
      "  weft explain 5f0c1a2b3c4d5e6f                        a call that was made",
      "  curl -sI -H 'x-weft-explain: 1' http://orders.localhost:7071/",
      "                                                       a call that says it itself",
      "  weft explain GET orders/ -o json --agent http://127.0.0.1:7072"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ExplainCommand implements Callable<Integer> {
  @Mixin private AskedOption asked;

  @Parameters(
      arity = "1..2",
      paramLabel = "METHOD URL | EXCHANGE",
      description = "A call that would be made, or the name of one that was.")
  private List<String> what;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME:VALUE",
      description = "A header of the call; any number of them.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The caller's address, where it matters (default: ${DEFAULT-VALUE}).")
  private String from;

  @Option(
      names = "--gateway",
      paramLabel = "[NS/]NAME",
      defaultValue = "",
      description =
          "The Gateway by which the call would come in, on the port that the URL names (default: a"
              + " call within the mesh).")
  private String gateway;

  @Mixin private TextOrJson output;

  @Override
  public Integer call() {
    if (what.size() == 1 && what.getFirst().matches("[0-9a-fA-F]{16}")) {
      show(asked.get("exchanges/" + what.getFirst()), true);
      return ExitCode.OK;
    }
    String method = what.size() == 2 ? what.getFirst() : "GET";
    if (method.contains("/") || method.contains(".")) {
      throw new CommandFailure(
          ExitCode.USAGE, "\"" + method + "\" is no method: give METHOD URL, as in GET orders/");
    }
    var query = new StringBuilder("explain?method=").append(ApiClient.encode(method));
    query.append("&url=").append(ApiClient.encode(what.getLast()));
    query.append("&from=").append(ApiClient.encode(from));
    if (!gateway.isEmpty()) {
      query.append("&gateway=").append(ApiClient.encode(gateway));
    }
    headers.forEach(header -> query.append("&header=").append(ApiClient.encode(header)));
    show(asked.get(query.toString()), false);
    return ExitCode.OK;
  }

  private void show(Map<String, Object> said, boolean exchange) {
    if (output.json()) {
      System.out.println(Documents.json(said));
      return;
    }
    var printer = new ExplainPrinter(System.out);
    if (exchange) {
      printer.printExchange(said);
    } else {
      printer.print(said);
    }
  }
}
