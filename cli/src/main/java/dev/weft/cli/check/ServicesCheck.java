package dev.weft.cli.check;

import dev.weft.cli.api.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Whether the services have routees, and whether those take calls. Pure. */
final class ServicesCheck {
  private static final int NAMED = 3;

  private ServicesCheck() {}

  static List<Finding> of(List<Tree> services, List<Tree> routees) {
    var byService = new TreeMap<String, List<Tree>>();
    services.forEach(service -> byService.put(service.shownName(), new ArrayList<>()));
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

  private static Finding look(String service, List<Tree> routees) {
    String about = "service " + service;
    if (routees.isEmpty()) {
      return Finding.warning(
          about,
          "has no routees: calls to it are answered 503",
          "start one with 'weft run --service "
              + service.substring(service.indexOf('/') + 1)
              + " -- COMMAND', or delete the Service");
    }
    List<Tree> out = routees.stream().filter(ServicesCheck::isOut).toList();
    List<Tree> failing = routees.stream().filter(one -> !isOut(one) && !takesCalls(one)).toList();
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

  private static String serviceOf(Tree routee) {
    return routee.inNamespace(routee.tree("spec").text("service"));
  }

  private static boolean isOut(Tree routee) {
    return !routee.tree("status").tree("outOfService").fields().isEmpty();
  }

  private static boolean takesCalls(Tree routee) {
    String verdict = routee.tree("status").text("verdict");
    return verdict.equals("passing") || verdict.equals("degraded");
  }

  private static String named(List<Tree> failing, List<Tree> out) {
    var names = new ArrayList<String>();
    failing.stream()
        .limit(NAMED)
        .forEach(one -> names.add(one.shownName() + " (" + why(one) + ")"));
    out.stream()
        .limit(NAMED)
        .forEach(one -> names.add(one.shownName() + " (taken out of service)"));
    int more = failing.size() + out.size() - names.size();
    return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }

  private static String why(Tree routee) {
    Tree status = routee.tree("status");
    List<String> evidence = status.texts("evidence");
    String verdict = status.text("verdict");
    return evidence.isEmpty()
        ? verdict.isEmpty() ? "no probe has judged it yet" : verdict
        : evidence.getFirst();
  }

  private static String advice(List<Tree> failing, List<Tree> out) {
    return failing.isEmpty()
        ? "'weft uncordon " + out.getFirst().argument() + "' brings it back"
        : "'weft describe routee " + failing.getFirst().argument() + "' shows what its probe saw";
  }
}
