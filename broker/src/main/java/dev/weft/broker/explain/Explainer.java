package dev.weft.broker.explain;

import dev.weft.broker.eject.Standing;
import dev.weft.broker.lane.LaneLook;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.Text;
import dev.weft.broker.path.ProxyError;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.GatewayPort;
import dev.weft.broker.route.Reach;
import dev.weft.broker.route.Routes;
import dev.weft.broker.route.Way;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.observe.CallQuestion;
import dev.weft.model.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says what would become of a call: the same look-ups as a call's, in the same order, and at the
 * end a look at each loop's candidates. Sends nothing and changes nothing. Safe on any thread;
 * blocks as {@link Loop#ask} does.
 */
public final class Explainer {
  private static final int MOST_DETAILS = 2_000;

  private final Supplier<Routes> routes;
  private final List<Loop> loops;
  private final Clock clock;

  /**
   * @param loops not copied, as they may be made later
   */
  public Explainer(Supplier<Routes> routes, List<Loop> loops, Clock clock) {
    this.routes = routes;
    this.loops = loops;
    this.clock = clock;
  }

  /**
   * The answer as a tree of JSON; its fields are in docs/design/explain.md.
   *
   * @throws IllegalArgumentException with a sentence if that could be no request
   */
  public Map<String, Object> explain(CallQuestion question) {
    Head head = QuestionHead.of(question);
    Routes asked = routes.get();
    var tree = new LinkedHashMap<String, Object>();
    tree.put("question", shown(question, head));
    tree.put("revision", asked.snapshot().revision());
    tree.put("at", clock.wall().toString());
    tree.put("summary", "");
    @Nullable GatewayPort door = QuestionHead.gatewayPort(question, head);
    Reach reach = door == null ? Reach.mesh() : Reach.gateway(door);
    @Nullable Way way = reach.find(asked, head, head.authority());
    if (way == null) {
      if (door == null) {
        notFound(tree, asked, head.authority());
      } else {
        noListener(tree, asked, door, head.authority());
      }
      return tree;
    }
    tree.put("outcome", "");
    if (way.destination() != null) {
      tree.put("service", service(way.destination(), head));
    } else if (door != null) {
      tree.put("gateway", gateway(door, head));
    }
    RouteStage stage = RouteStage.of(asked, way, head);
    tree.put("route", stage.tree());
    @Nullable Destination destination = stage.destination();
    if (destination == null) {
      endsByRoute(tree, stage);
      return tree;
    }
    at(tree, asked, destination, head, question, true);
    return tree;
  }

  private void at(
      Map<String, Object> tree,
      Routes asked,
      Destination destination,
      Head head,
      CallQuestion question,
      boolean mayFallBack) {
    long key = destination.callKey().of(head, question.from());
    List<LaneLook> looks = looks(destination, head, key);
    List<Candidate> candidates = candidates(destination, looks);
    var choice = Choice.of(destination, candidates, looks);
    tree.put("policy", PolicyLines.of(destination.policy()));
    tree.put("load", load(destination, looks));
    long nowNanos = clock.nanos();
    boolean detailed = candidates.size() * looks.size() <= MOST_DETAILS;
    tree.put(
        "candidates",
        candidates.stream()
            .map(one -> one.tree(Math.max(1, looks.size()), detailed, nowNanos))
            .toList());
    tree.put("unfit", unfit(asked, destination));
    tree.put("choice", choice.tree());
    int others = (int) candidates.stream().filter(Candidate::pickable).count() - 1;
    long tryNanos = looks.stream().mapToLong(LaneLook::tryNanos).max().orElse(0);
    tree.put("onFailure", OnFailure.of(destination, head, Math.max(0, others), tryNanos));
    boolean fallsBack =
        looks.stream().anyMatch(look -> look.decided() == LaneLook.Decided.FALLBACK);
    @Nullable Destination fallback = fallsBack && mayFallBack ? asked.fallback(destination) : null;
    if (fallback != null) {
      var instead = new LinkedHashMap<String, Object>();
      instead.put("service", fallback.service().toString());
      at(instead, asked, fallback, head, question, false);
      tree.put("fallback", instead);
      put(
          tree,
          String.valueOf(instead.get("outcome")),
          "no routee of "
              + destination.service()
              + " passes, so that its fallback takes the call: "
              + instead.get("summary"));
      return;
    }
    conclude(tree, destination, candidates, choice, looks);
  }

  private static void conclude(
      Map<String, Object> tree,
      Destination destination,
      List<Candidate> candidates,
      Choice choice,
      List<LaneLook> looks) {
    int inFlight = destination.memory().inFlight().get();
    int most = destination.policy().limit().maxRequests();
    if (most > 0 && inFlight >= most) {
      refused(tree, ProxyError.CONNECTION_LIMIT, most + " calls are in flight, the limit");
    } else if (choice.most() != null) {
      String chance = choice.certain() ? "" : " with a chance of " + Words.percent(choice.chance());
      put(
          tree,
          "forwarded",
          choice.most().name()
              + " gets it"
              + chance
              + ": "
              + choice.reason()
              + PolicyLines.onPurpose(destination.policy()));
    } else if (candidates.stream().anyMatch(Candidate::pickable)) {
      boolean full = looks.stream().allMatch(l -> l.places().waiting() >= l.places().mostWaiting());
      String why = "every routee that can be picked has as many calls as it can do at once";
      if (full) {
        refused(tree, ProxyError.CONNECTION_LIMIT, why + ", and as many wait as may");
      } else {
        put(tree, "waits", "it waits for room: " + why);
      }
    } else {
      refused(tree, ProxyError.DESTINATION_UNAVAILABLE, destination.whyNone());
    }
  }

  private static void endsByRoute(Map<String, Object> tree, RouteStage stage) {
    String outcome =
        stage.error().equals(ProxyError.DESTINATION_NOT_FOUND.word())
            ? "notFound"
            : stage.error().isEmpty() ? "redirected" : "refused";
    put(tree, outcome, "it is answered " + stage.status() + ": " + stage.ends());
    tree.put("answer", answer(stage.status(), stage.error(), stage.ends()));
  }

  private static void refused(Map<String, Object> tree, ProxyError error, String detail) {
    put(tree, "refused", "it is answered " + error.status() + ": " + detail);
    tree.put("answer", answer(error.status(), error.word(), detail));
  }

  private static void put(Map<String, Object> tree, String outcome, String summary) {
    tree.put("outcome", outcome);
    tree.put("summary", summary);
  }

  private static void notFound(Map<String, Object> tree, Routes asked, String authority) {
    ProxyError error = ProxyError.DESTINATION_NOT_FOUND;
    List<String> nearest = Nearest.to(authority, asked.snapshot().services().keySet());
    String detail = "no service has the name '" + authority + "'";
    put(
        tree,
        "notFound",
        "it is answered "
            + error.status()
            + ": "
            + detail
            + (nearest.isEmpty() ? "" : "; near it are " + String.join(", ", nearest)));
    tree.put("answer", answer(error.status(), error.word(), detail));
    tree.put("nearest", nearest);
  }

  private static void noListener(
      Map<String, Object> tree, Routes asked, GatewayPort door, String authority) {
    ProxyError error = ProxyError.DESTINATION_NOT_FOUND;
    String detail =
        asked.snapshot().routing().gateways().containsKey(door.gateway())
            ? "no listener of Gateway " + door.gateway() + " on port " + door.port() + " is for it"
            : "there is no Gateway " + door.gateway() + " that this broker listens for";
    put(tree, "notFound", "it is answered " + error.status() + ": " + detail);
    String said = "no service has the name '" + authority + "'";
    tree.put("answer", answer(error.status(), error.word(), said));
    tree.put("nearest", List.of());
  }

  private static Map<String, Object> gateway(GatewayPort door, Head head) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("gateway", door.gateway().name());
    tree.put("namespace", door.gateway().namespace());
    tree.put("port", door.port());
    tree.put(
        "why",
        "a listener on port " + door.port() + " is for the host of '" + head.authority() + "'");
    return tree;
  }

  private static Map<String, Object> answer(int status, String error, String detail) {
    return Map.of("status", status, "error", error, "detail", detail);
  }

  private static Map<String, Object> shown(CallQuestion question, Head head) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("method", question.method());
    shown.put("authority", head.authority());
    String path = Text.of(head.bytes(), head.pathStart(), head.pathEnd());
    int query = path.indexOf('?');
    shown.put("path", query < 0 ? path : path.substring(0, query));
    shown.put("headers", question.headers().stream().map(Map.Entry::getKey).toList());
    shown.put("from", question.from());
    return shown;
  }

  private static Map<String, Object> service(Destination destination, Head head) {
    ServiceName name = destination.service();
    var tree = new LinkedHashMap<String, Object>();
    tree.put("service", name.name());
    tree.put("namespace", name.namespace());
    tree.put("port", destination.port());
    tree.put(
        "why",
        "the authority '"
            + head.authority()
            + "' names service "
            + name.name()
            + " of namespace "
            + name.namespace()
            + (destination.port() == 0 ? "" : ", port " + destination.port()));
    return tree;
  }

  private static Map<String, Object> load(Destination destination, List<LaneLook> looks) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("inFlight", destination.memory().inFlight().get());
    tree.put("maxRequests", destination.policy().limit().maxRequests());
    tree.put("waiting", looks.stream().mapToInt(look -> look.places().waiting()).sum());
    tree.put("maxPending", destination.policy().limit().maxPending());
    tree.put("connections", looks.stream().mapToInt(look -> look.places().connections()).sum());
    tree.put("maxConnections", destination.policy().limit().maxConnections());
    tree.put(
        "waitingForConnections",
        looks.stream().mapToInt(look -> look.places().connectionsWaiting()).sum());
    return tree;
  }

  /** Routees that have no port for these calls. */
  private static List<String> unfit(Routes asked, Destination destination) {
    @Nullable ServiceState state = asked.snapshot().services().get(destination.service());
    if (state == null || destination.all().size() == state.routees().size()) {
      return List.of();
    }
    List<Object> fit =
        destination.all().stream().<Object>map(standing -> standing.routee().id()).toList();
    return state.routees().stream()
        .filter(routee -> !fit.contains(routee.id()))
        .map(routee -> routee.id().toString())
        .toList();
  }

  private static List<Candidate> candidates(Destination destination, List<LaneLook> looks) {
    var byStanding = new LinkedHashMap<Standing, Map<Integer, LaneLook.Candidate>>();
    destination.all().forEach(standing -> byStanding.put(standing, new TreeMap<>()));
    for (int loop = 0; loop < looks.size(); loop++) {
      for (LaneLook.Candidate seen : looks.get(loop).candidates()) {
        byStanding.computeIfAbsent(seen.standing(), s -> new TreeMap<>()).put(loop, seen);
      }
    }
    var candidates = new ArrayList<Candidate>();
    byStanding.forEach((standing, byLoop) ->
        candidates.add(
            new Candidate(standing, byLoop, destination.policy().balance().algorithm())));
    return candidates;
  }

  /** One look a loop; those that do not answer in time are left out. */
  private List<LaneLook> looks(Destination destination, Head head, long key) {
    boolean spareable = head.method().idempotent();
    return Loop.ask(loops, loop -> loop.look(destination, spareable, key));
  }
}
