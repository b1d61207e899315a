package dev.weft.cli.command;

import dev.weft.cli.api.Columns;
import dev.weft.cli.api.Tree;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Explanations as text: the sentence first, then what it rests on. For one thread. */
final class ExplainPrinter {
  private final PrintStream out;

  ExplainPrinter(PrintStream out) {
    this.out = out;
  }

  /** What would become of a call. */
  void print(Map<String, Object> explanation) {
    Tree said = Tree.of(explanation);
    Tree question = said.tree("question");
    out.println(question.text("method") + " " + question.text("authority") + question.text("path"));
    out.println(said.text("summary"));
    out.println();
    if (said.has("service")) {
      Tree service = said.tree("service");
      line("service", service.text("service") + ": " + service.text("why"));
    }
    if (said.has("gateway")) {
      Tree gateway = said.tree("gateway");
      line("gateway", gateway.text("gateway") + ": " + gateway.text("why"));
    }
    if (said.has("route")) {
      route(said.tree("route"));
    }
    destination(said);
    if (said.has("fallback")) {
      out.println();
      out.println("The fallback, " + said.tree("fallback").text("service") + ":");
      destination(said.tree("fallback"));
    }
  }

  private void route(Tree route) {
    Tree matched = route.tree("matched");
    line("route", matched.has("name") ? matched.text("name") : route.text("why"));
    for (Tree backend : matched.trees("backends")) {
      line("", "to " + backend.text("to") + " with a chance of " + backend.percent("chance"));
    }
    if (matched.has("request")) {
      line("", "the whole call may take " + matched.text("request") + ", by the rule");
    }
    if (matched.has("perTry")) {
      line("", "one try may take " + matched.text("perTry") + ", by the rule");
    }
    List<String> filters = matched.texts("filters");
    if (!filters.isEmpty()) {
      line("", "filters: " + String.join(", ", filters));
    }
    for (Tree near : route.trees("nearly")) {
      line("nearly", near.text("name") + ": " + near.text("failed"));
    }
  }

  private void destination(Tree said) {
    if (!said.has("candidates")) {
      return;
    }
    Tree load = said.tree("load");
    line(
        "load",
        load.text("inFlight")
            + " in flight, "
            + (load.number("waiting") == 0 ? "nobody waits" : load.text("waiting") + " wait")
            + ", "
            + load.text("connections")
            + " of "
            + load.text("maxConnections")
            + " connections");
    List<Tree> candidates = said.trees("candidates");
    if (!candidates.isEmpty()) {
      out.println();
      boolean calls =
          said.trees("policy").stream().anyMatch(one -> one.text("value").equals("LeastRequest"));
      table(candidates, !calls);
      out.println();
    }
    List<String> unfit = said.texts("unfit");
    if (!unfit.isEmpty()) {
      line("no port", String.join(", ", unfit) + " have none for these calls");
    }
    Tree failure = said.tree("onFailure");
    line("on failure", failure.text("why"));
    line(
        "time",
        "to connect "
            + failure.text("connect")
            + ", one try "
            + failure.text("perTry")
            + " ("
            + failure.text("perTryFrom")
            + "), the whole call "
            + failure.text("request")
            + ", silence "
            + failure.text("idle"));
    policy(said.trees("policy"));
  }

  /**
   * @param timed whether scores are milliseconds
   */
  private void table(List<Tree> candidates, boolean timed) {
    var columns =
        new Columns("ROUTEE", "CHANCE", "SCORE", "LATENCY", "IN FLIGHT", "WEIGHT", "STATE", "WHY");
    for (Tree one : candidates) {
      String score = !one.has("score") ? "" : timed ? one.millis("score") : one.text("score");
      columns.add(
          List.of(
              one.text("routee"),
              one.percent("chance"),
              score,
              one.millis("ewmaMillis"),
              one.text("inFlight"),
              one.text("weight"),
              one.text("verdict") + "/" + one.tree("standing").text("state"),
              one.text("why")));
    }
    columns.print(out, "  ");
  }

  private void policy(List<Tree> lines) {
    Map<String, String> written =
        lines.stream()
            .filter(one -> !one.text("from").equals("default"))
            .collect(
                Collectors.groupingBy(
                    one -> one.text("from"),
                    Collectors.mapping(
                        one -> one.text("field") + " " + one.text("value"),
                        Collectors.joining(", "))));
    if (written.isEmpty()) {
      line("policy", "all defaults (-o json lists them)");
    }
    written.forEach((from, values) -> line("policy", from + ": " + values + "; else defaults"));
  }

  /** What became of a call. */
  void printExchange(Map<String, Object> record) {
    Tree said = Tree.of(record);
    out.println(
        said.text("method")
            + " "
            + said.text("authority")
            + said.text("path")
            + (said.number("queryBytes") > 0 ? "?… (query not kept)" : ""));
    out.println(said.text("summary"));
    out.println();
    line("exchange", said.text("exchange") + " at " + said.text("at"));
    line(
        "caller",
        said.text("caller") + " from " + said.text("from") + ", " + said.text("protocol"));
    line("service", said.has("service") ? said.text("service") : "none");
    line(
        "route", said.has("route") ? said.text("route") : "none: the service's own policy applied");
    line(
        "answer",
        said.text("status")
            + (said.has("grpcStatus") ? ", grpc-status " + said.text("grpcStatus") : "")
            + (said.has("error") ? ", " + said.text("error") : "")
            + (said.has("answerMillis") ? ", began after " + said.millis("answerMillis") : "")
            + ", whole after "
            + said.millis("durationMillis"));
    if (said.number("waitedMillis") > 0) {
      line(
          "waited",
          said.millis("waitedMillis")
              + " for a connection, for room at a routee, or by a fault on purpose");
    }
    if (said.has("trace")) {
      line("trace", said.text("trace"));
    }
    if (said.has("notable")) {
      line("kept", "longer than others, as it is " + said.text("notable"));
    }
    if (said.trees("tries").isEmpty()) {
      return;
    }
    out.println();
    var columns = new Columns("TRY", "AT", "TOOK", "CONNECTION", "OUTCOME", "WHY THERE", "THEN");
    for (Tree one : said.trees("tries")) {
      columns.add(
          List.of(
              one.text("routee"),
              one.millis("atMillis"),
              one.millis("tookMillis"),
              one.text("connection"),
              one.text("outcome") + (one.has("status") ? " " + one.text("status") : ""),
              one.text("reason"),
              one.text("next")));
    }
    columns.print(out, "  ");
  }

  private void line(String title, String text) {
    out.println("  " + title + " ".repeat(Math.max(1, 12 - title.length())) + text);
  }
}
