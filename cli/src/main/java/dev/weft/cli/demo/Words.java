package dev.weft.cli.demo;

import dev.weft.model.mesh.RouteeId;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the demo says of figures. Pure functions. */
final class Words {
  private Words() {}

  static String greeting(MeshView mesh, int callsPerSecond, Path output) {
    URI broker = mesh.broker();
    return """

    The shop is open: %s.
    Each is a process of its own that knows nothing of Weft. web calls orders, orders calls
    pricing (gRPC), payments (HTTP) and inventory (a line protocol on TCP), all through the broker.

    %d calls a second now go to web, each GET %s
    Every 84 s: one of orders is killed, one of payments fails, another turns slow, and a crowd
    comes that web cannot serve. What each part of the mesh sees and does is told as it happens:
    the broker carries the calls, the probe checks, the registry holds who is there, and the
    supervisor (what 'weft run' is) stands beside each process.

      dashboard      %s/
      call it too    curl 'http://web.localhost:%d/buy?sku=tea'
      their output   %s
    """
        .formatted(
            Shop.describe(),
            callsPerSecond,
            Load.TARGET,
            mesh.registry(),
            broker.getPort(),
            output);
  }

  /** The last line of the terminal. */
  static String status(String elapsed, Tally.Total total, Tally.Reading last, Witness.State mesh) {
    return String.format(
        Locale.ROOT,
        "%s  %,d calls  %,d failed%s  %.0f/s  p50 %d ms  p99 %d ms  %d of %d routees passing%s",
        elapsed,
        total.calls(),
        total.failed(),
        total.toldToComeBack() == 0
            ? ""
            : String.format(Locale.ROOT, "  %,d told to come back", total.toldToComeBack()),
        last.perSecond(),
        last.p50Millis(),
        last.p99Millis(),
        mesh.passing(),
        mesh.verdicts().size(),
        ejected(mesh.ejectedNow()));
  }

  private static String ejected(Map<RouteeId, String> ejected) {
    return ejected.isEmpty()
        ? ""
        : ejected.entrySet().stream()
            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
            .collect(Collectors.joining(", ", "  ejected: ", ""));
  }

  /** What was proved, and what not. */
  static String summary(long seconds, Tally.Total total, Acts.Deeds deeds) {
    var text = new StringBuilder("\n");
    text.append(
        String.format(
            Locale.ROOT,
            "%d s: %,d calls, %,d failed. Half were answered within %d ms, 99 of 100 within %d ms,"
                + " the slowest in %d ms.%n",
            seconds,
            total.calls(),
            total.failed(),
            total.p50Millis(),
            total.p99Millis(),
            total.worstMillis()));
    total.failures().forEach((reason, times) -> text.append("  " + times + " × " + reason + "\n"));
    if (total.toldToComeBack() > 0) {
      text.append(
          "%,d more were told to come back later, all while the crowd was there.%n"
              .formatted(total.toldToComeBack()));
    }
    text.append(
        "Meanwhile: killed with SIGKILL %d, failing %d, slower by %d ms %d, crowds %d.%n"
            .formatted(
                deeds.killed(), deeds.failing(), Acts.SLOW_MILLIS, deeds.slowed(), deeds.crowds()));
    return text.append(verdict(total, deeds)).toString();
  }

  private static String verdict(Tally.Total total, Acts.Deeds deeds) {
    if (total.calls() == 0) {
      return "No call was made, so nothing was shown.\n";
    }
    if (total.failed() > 0) {
      return "Callers noticed: the calls above failed.\n";
    }
    if (deeds.killed() == 0) {
      return "Nothing went wrong yet: let it run for more than 6 s to see a kill.\n";
    }
    return "No call failed, though the callers try only once and the shop has no code for any of"
        + " it:\n"
        + "the broker tried elsewhere what met the dead process"
        + (deeds.failing() > 0 ? " or the failing one" : "")
        + (deeds.slowed() > 0 ? ", and sent less to the slow one.\n" : ".\n");
  }
}
