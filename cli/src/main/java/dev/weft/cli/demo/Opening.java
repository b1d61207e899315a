package dev.weft.cli.demo;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wait until every process of the shop gets calls. */
final class Opening {
  private static final Duration TURN = Duration.ofMillis(250);

  private final MeshView mesh;
  private final LiveLine line;

  Opening(MeshView mesh, LiveLine line) {
    this.mesh = mesh;
    this.line = line;
  }

  /**
   * Returns when the registry's probes pass every member.
   *
   * @throws CommandFailure naming those that have ended, or do not pass in time and why
   */
  void await(List<Member> members, Duration atMost) throws InterruptedException {
    var open = new CountDownLatch(1);
    long turns = atMost.dividedBy(TURN) + 1;
    try (var _ = mesh.snapshots().subscribe(snapshot -> look(snapshot, members, open))) {
      for (long turn = 0; !open.await(TURN.toMillis(), TimeUnit.MILLISECONDS); turn++) {
        requireAlive(members);
        if (turn == turns) {
          throw new CommandFailure(
              ExitCode.FAILED,
              "the shop did not open within %d s: %s"
                  .formatted(atMost.toSeconds(), complaints(mesh.snapshots().current(), members)));
        }
      }
    }
  }

  private static void requireAlive(List<Member> members) {
    List<String> ended =
        members.stream().filter(member -> !member.alive()).map(Member::name).toList();
    if (!ended.isEmpty()) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the shop did not open: ended at once: "
              + String.join(", ", ended)
              + "; their output says why");
    }
  }

  private void look(Snapshot snapshot, List<Member> members, CountDownLatch open) {
    long passing = members.stream().filter(member -> passes(snapshot, member.id())).count();
    line.show("starting: %d of %d routees pass their checks".formatted(passing, members.size()));
    if (passing == members.size()) {
      open.countDown();
    }
  }

  private static boolean passes(Snapshot snapshot, RouteeId id) {
    return routees(snapshot).stream()
        .anyMatch(routee -> routee.id().equals(id) && routee.admitted());
  }

  private static String complaints(Snapshot snapshot, List<Member> members) {
    return members.stream()
        .map(Member::id)
        .filter(id -> !passes(snapshot, id))
        .map(id -> id + " " + complaint(snapshot, id))
        .reduce((one, other) -> one + "; " + other)
        .orElse("they pass now");
  }

  private static String complaint(Snapshot snapshot, RouteeId id) {
    return routees(snapshot).stream()
        .filter(routee -> routee.id().equals(id))
        .findFirst()
        .map(routee ->
            "is "
                + routee.verdict().state()
                + " ("
                + String.join(", ", routee.verdict().evidence())
                + ")")
        .orElse("is not in the registry");
  }

  private static List<Routee> routees(Snapshot snapshot) {
    return snapshot.services().values().stream()
        .flatMap(service -> service.routees().stream())
        .toList();
  }
}
