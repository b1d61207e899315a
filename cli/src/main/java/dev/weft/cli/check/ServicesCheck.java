package dev.weft.cli.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether the services have routees, and whether those take calls. Pure. */
final class ServicesCheck {
  private static final int NAMED = 3;

  private ServicesCheck() {}

  static List<Finding> of(List<Map<?, ?>> services, List<Map<?, ?>> routees) {
    var byService = new TreeMap<String, List<Map<?, ?>>>();
    services.forEach(service -> byService.put(Tree.nameOf(service), new ArrayList<>()));
    routees.forEach(
        routee -> byService.computeIfAbsent(serviceOf(routee), _ -> new ArrayList<>()).add(routee));
    var findings = new ArrayList<Finding>();
    byService.forEach((service, own) -> {
      Finding finding = look(service, own);
      if (finding.level() != Finding.Level.OK) {
        findings.add(finding);
      }
    });
    int well = byService.size() - findings.size();
    if (byService.isEmpty()) {
      findings.add(
          Finding.ok("services", "none yet: 'weft run --service NAME -- COMMAND' makes the first"));
    } else if (well > 0) {
      findings.add(
          Finding.ok("services", well + " of " + byService.size() + " have all their routees"));
    }
    return findings;
  }

  private static Finding look(String service, List<Map<?, ?>> routees) {
    String about = "service " + service;
    if (routees.isEmpty()) {
      return Finding.warning(
          about,
          "has no routees: calls to it are answered 503",
          "start one with 'weft run --service "
              + service.substring(service.indexOf('/') + 1)
              + " -- COMMAND', or delete the Service");
    }
    List<Map<?, ?>> out = routees.stream().filter(ServicesCheck::isOut).toList();
    List<Map<?, ?>> failing =
        routees.stream().filter(one -> !isOut(one) && !takesCalls(one)).toList();
    int left = routees.size() - out.size() - failing.size();
    if (left == 0) {
      return Finding.fault(
          about,
          "none of its %d takes calls: %s".formatted(routees.size(), named(failing, out)),
          advice(failing, out));
    }
    if (!failing.isEmpty() || !out.isEmpty()) {
      return Finding.warning(
          about,
          "%d of %d take calls; not %s".formatted(left, routees.size(), named(failing, out)),
          advice(failing, out));
    }
    return Finding.ok(about, "");
  }

  /** {@code orders}, or {@code shop/orders}, as {@link Tree#nameOf} has it. */
  private static String serviceOf(Map<?, ?> routee) {
    String namespace = Tree.text(Tree.at(routee, "metadata"), "namespace");
    return (namespace.isEmpty() || namespace.equals("default") ? "" : namespace + "/")
        + Tree.text(Tree.at(routee, "spec"), "service");
  }

  private static boolean isOut(Map<?, ?> routee) {
    return !Tree.at(routee, "status", "outOfService").isEmpty();
  }

  private static boolean takesCalls(Map<?, ?> routee) {
    String verdict = Tree.text(Tree.at(routee, "status"), "verdict");
    return verdict.equals("passing") || verdict.equals("degraded");
  }

  private static String named(List<Map<?, ?>> failing, List<Map<?, ?>> out) {
    var names = new ArrayList<String>();
    failing.stream()
        .limit(NAMED)
        .forEach(one -> names.add(Tree.nameOf(one) + " (" + why(one) + ")"));
    out.stream()
        .limit(NAMED)
        .forEach(one -> names.add(Tree.nameOf(one) + " (taken out of service)"));
    int more = failing.size() + out.size() - names.size();
    return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }

  private static String why(Map<?, ?> routee) {
    Map<?, ?> status = Tree.at(routee, "status");
    List<?> evidence = Tree.list(status, "evidence");
    String verdict = Tree.text(status, "verdict");
    return evidence.isEmpty()
        ? verdict.isEmpty() ? "no probe has judged it yet" : verdict
        : String.valueOf(evidence.getFirst());
  }

  private static String advice(List<Map<?, ?>> failing, List<Map<?, ?>> out) {
    return failing.isEmpty()
        ? "'weft uncordon " + Tree.argument(out.getFirst()) + "' brings it back"
        : "'weft describe routee "
            + Tree.argument(failing.getFirst())
            + "' shows what its probe saw";
  }
}
