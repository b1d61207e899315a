package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Callers;
import dev.weft.bench.fault.call.Calls;
import dev.weft.bench.fault.front.Address;
import dev.weft.bench.fault.front.Weft;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Agents without their registry. */
final class Alone {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LEASE_SECONDS = 5;

  private Alone() {}

  private static SplitMesh open(Stage stage) throws IOException {
    for (int i = 0; i < 5; i++) {
      stage.add("127.0.0.1", List.of(), Shape.USUAL);
    }
    List<Address> routees = stage.awaitListening();
    var mesh =
        stage.keep(
            new SplitMesh(
                stage.setting().launcher(),
                stage.work(),
                Weft.documents(stage.name(), routees.subList(1, 5))));
    Weft.awaitPassing(mesh.adminPort(), routees.subList(1, 5));
    // The last one lives by a lease that nobody can renew once the registry is gone.
    mesh.register(stage.name(), routees.getFirst(), LEASE_SECONDS);
    Weft.awaitPassing(mesh.adminPort(), routees);
    return mesh;
  }

  private static Callers call(Stage stage, SplitMesh mesh) {
    return stage.callAt(mesh.brokerPort(), stage.name(), "GET", stage.perSecond(), PATIENCE);
  }

  static List<Figure> registryDown(Stage stage) throws IOException {
    SplitMesh mesh = open(stage);
    Callers callers = call(stage, mesh);
    stage.rest(2);
    String before = catalog(mesh);
    mesh.killRegistry();
    double down = stage.setting().brief() ? 3.0 * LEASE_SECONDS : 12.0 * LEASE_SECONDS;
    stage.rest(down);
    boolean frozen = catalog(mesh).equals(before);
    boolean said =
        mesh.agentSaid().contains("registry")
            && Weft.page(mesh.adminPort(), "/readyz").contains("the registry is away");
    Calls calls = callers.stop();
    return List.of(
        Kills.failed(calls),
        Figure.told("%.0f s, %.0f leases long", down, down / LEASE_SECONDS),
        Figure.judged(frozen, frozen ? "the catalog frozen" : "the catalog changed"),
        Figure.judged(said, said ? "the agent says so" : "the agent says nothing of it"));
  }

  static List<Figure> agentRestarted(Stage stage) throws IOException {
    SplitMesh mesh = open(stage);
    Callers callers = call(stage, mesh);
    stage.rest(2);
    Calls before = callers.stop();
    String catalog = catalog(mesh);
    mesh.killRegistry();
    long at = stage.now();
    mesh.restartAgent();
    double ready = (stage.now() - at) / 1e9;
    callers = call(stage, mesh);
    stage.rest(8);
    Calls after = callers.stop();
    boolean same = catalog(mesh).equals(catalog);
    return List.of(
        Kills.failed(
            new Calls(
                java.util.stream.Stream.of(before, after)
                    .flatMap(calls -> calls.all().stream())
                    .toList())),
        Figure.told("ready again %.1f s after kill -9", ready),
        Figure.judged(same, same ? "the same snapshot" : "another snapshot"));
  }

  static List<Figure> watchReconnects(Stage stage) throws IOException {
    SplitMesh mesh = open(stage);
    List<Address> routees = stage.routees().stream().map(Routee::address).toList();
    int rounds = stage.setting().brief() ? 2 : 5;
    int same = 0;
    double longest = 0;
    for (int round = 1; round <= rounds; round++) {
      var others = new ArrayList<Address>();
      for (int i = 0; i < 50 * round; i++) {
        others.add(new Address("r" + round + "-" + i, "127.0.0.1", 1 + i));
      }
      mesh.documents(
          Weft.documents(stage.name(), routees) + Weft.documents("changing-" + round, others));
      stage.rest(0.3); // in the middle of taking them over
      mesh.killRegistry();
      mesh.startRegistry();
      long at = stage.now();
      int count = routees.size() + others.size();
      boolean equal = stage.await(20, () -> holdsTheSame(mesh, count));
      longest = Math.max(longest, (stage.now() - at) / 1e9);
      same += equal ? 1 : 0;
    }
    return List.of(
        Figure.judged(same == rounds, "equal %d of %d times", same, rounds),
        Figure.told("at most %.1f s after the registry was back", longest));
  }

  private static boolean holdsTheSame(SplitMesh mesh, int count) {
    List<String> registry = names(Weft.page(mesh.registryPort(), "/apis/weft.dev/v1/routees"));
    return registry.size() == count
        && registry.equals(routees(Weft.page(mesh.adminPort(), "/routees")));
  }

  /** All routees by name that an agent holds. */
  private static List<String> routees(String page) {
    return found(page, "\"routee\"\\s*:\\s*\"(?:[^\"/]*/)?([^\"]+)\"");
  }

  /** All resources by name in a list of the registry. */
  private static List<String> names(String page) {
    return found(page, "\"metadata\"\\s*:\\s*\\{[^{}]*?\"name\"\\s*:\\s*\"([^\"]+)\"");
  }

  /** What an agent holds of services and routees; without the wall clock. */
  private static String catalog(SplitMesh mesh) {
    String page = Weft.page(mesh.adminPort(), "/snapshot");
    return found(page, "\"revision\"\\s*:\\s*(\\d+)") + " " + routees(page);
  }

  private static List<String> found(String page, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(page);
    var found = new ArrayList<String>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    found.sort(null);
    return found;
  }
}
