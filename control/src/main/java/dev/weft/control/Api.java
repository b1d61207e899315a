package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.dashboard.Page;
import dev.weft.model.resource.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The front door: every request comes here, in this order: guard, who asks and may they, routing,
 * answer, errors.
 */
final class Api {
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Guard guard;
  private final Gate gate;
  private final ControlMetrics metrics;
  private final Reads reads;
  private final Writes writes;
  private final WatchStreams watches;
  private final TokenRequests tokens;
  private final AgentVerdicts verdicts;
  private final AgentReports reports;
  private final Records records;
  private final SignalRequests signals;
  private final BackupDownload backup;
  private final Administration administration;
  private final AccessReview accessReview;
  private final CallRequests calls;

  Api(
      Guard guard,
      Gate gate,
      ControlMetrics metrics,
      Reads reads,
      Writes writes,
      WatchStreams watches,
      TokenRequests tokens,
      AgentVerdicts verdicts,
      AgentReports reports,
      Records records,
      SignalRequests signals,
      BackupDownload backup,
      Administration administration,
      AccessReview accessReview,
      CallRequests calls) {
    this.guard = guard;
    this.gate = gate;
    this.metrics = metrics;
    this.reads = reads;
    this.writes = writes;
    this.watches = watches;
    this.tokens = tokens;
    this.verdicts = verdicts;
    this.reports = reports;
    this.records = records;
    this.signals = signals;
    this.backup = backup;
    this.administration = administration;
    this.accessReview = accessReview;
    this.calls = calls;
  }

  void handle(Call call) {
    try {
      guard.check(call.method(), call.header("Host"), call.header("Origin"), call.secure());
      List<String> path = call.segments();
      admit(call, Permission.of(call.method(), path));
      route(call, path);
    } catch (RuntimeException e) {
      if (call.answered()) {
        throw e; // half an answer is out: only breaking the connection can say so
      }
      if (e instanceof Refusal refusal) {
        refusal.headers().forEach((name, value) -> call.addHeader(name, value));
      }
      Failure failure = Failure.of(e);
      call.sendJson(failure.code(), failure.toTree(call.target()));
    }
  }

  private void admit(Call call, Permission permission) {
    if (!permission.isForEveryone()) {
      call.isFrom(gate.callerOf(call.header("Authorization"), call.fromHere()));
      permission.require(call.caller());
    }
  }

  private void route(Call call, List<String> path) {
    String first = path.isEmpty() ? "" : path.getFirst();
    switch (first) {
      case "api" -> underGroup(call, "", path.subList(1, path.size()));
      case "apis" -> {
        if (path.size() == 1) {
          discover(call, true, Discovery.groups());
        } else if (path.equals(AccessReview.PATH)) {
          accessReview.answer(call);
        } else {
          underGroup(call, path.get(1), path.subList(2, path.size()));
        }
      }
      case Page.FOLDER -> {
        onlyGet(call);
        DashboardPage.sendFile(call, path.subList(1, path.size()));
      }
      default -> fixed(call, String.join("/", path));
    }
  }

  /**
   * @param rest from the version on
   */
  private void underGroup(Call call, String group, List<String> rest) {
    if (rest.isEmpty() && group.isEmpty()) {
      discover(call, false, Discovery.coreVersions(call.header("Host")));
    } else if (rest.isEmpty()) {
      get(call, Discovery.group(group));
    } else if (group.equals("coordination.k8s.io")) {
      throw Refusal.notFound(
          "Weft serves no Lease objects: run the controller without leader election");
    } else if (rest.size() == 1) {
      get(call, Discovery.resources(group, rest.getFirst()));
    } else if (!group.equals(Kind.ROUTEE.group()) || !beyondResources(call, rest)) {
      resource(call, Target.parse(group, rest.getFirst(), rest.subList(1, rest.size())));
    }
  }

  /** What Weft's own group has beside resources; false if the path is none of it. */
  private boolean beyondResources(Call call, List<String> rest) {
    if (rest.equals(List.of("v1", "watch"))) {
      onlyGet(call);
      watches.everything(call, ListQuery.of(call));
    } else if (TokenRequests.owns(rest)) {
      tokens.answer(call, rest);
    } else if (AgentVerdicts.owns(rest)) {
      verdicts.answer(call);
    } else if (AgentReports.owns(rest)) {
      reports.answer(call, rest);
    } else if (Records.owns(rest)) {
      records.answer(call, rest);
    } else if (CallRequests.owns(rest)) {
      calls.answer(call, rest);
    } else if (SignalRequests.owns(rest)) {
      signals.answer(call, rest);
    } else if (rest.equals(BackupDownload.PATH)) {
      onlyGet(call);
      backup.answer(call);
    } else if (Administration.owns(rest)) {
      administration.answer(call, rest);
    } else {
      return false;
    }
    return true;
  }

  /** All at once for clients that know how to read that, else the first step of many. */
  private static void discover(Call call, boolean named, Map<String, Object> first) {
    onlyGet(call);
    if (DiscoveryTree.wanted(call)) {
      call.send(200, DiscoveryTree.CONTENT_TYPE, Json.write(DiscoveryTree.of(named)));
    } else {
      call.sendJson(200, first);
    }
  }

  private void resource(Call call, Target target) {
    switch (call.method()) {
      case "GET", "HEAD" -> read(call, target);
      case "POST" -> {
        call.is("create", target);
        writes.create(call, target);
      }
      case "PUT" -> {
        call.is(target.subresource().equals(Target.LEASE) ? "renew" : "update", target);
        writes.put(call, target);
      }
      case "PATCH" -> {
        call.is("patch", target);
        writes.patch(call, target);
      }
      case "DELETE" -> {
        call.is("delete", target);
        writes.delete(call, target);
      }
      default ->
          throw Refusal.methodNotAllowed(
              call.method() + " is not one of GET, POST, PUT, PATCH, DELETE");
    }
  }

  private void read(Call call, Target target) {
    if (target.subresource().equals(Target.LEASE)) {
      throw Refusal.methodNotAllowed("a lease can only be renewed, with PUT");
    }
    call.is(target.name() == null ? "list" : "get", target);
    ListQuery query = ListQuery.of(call);
    if (query.watch()) {
      call.is("watch", target);
      watches.some(call, target, query);
    } else if (target.name() == null) {
      reads.list(call, target, query);
    } else {
      reads.get(call, target);
    }
  }

  private void fixed(Call call, String path) {
    switch (path) {
      case "" -> {
        onlyGet(call);
        DashboardPage.send(call);
      }
      case "healthz", "livez" -> text(call, "ok");
      case "readyz" -> {
        long revision = reads.revision(); // fails if the store is closed or broken
        text(call, revision >= 0 ? "ok" : "not ready");
      }
      case "metrics" -> {
        onlyGet(call);
        metrics.send(call);
      }
      case "version" -> get(call, Discovery.version());
      case "openapi.json" -> get(call, OpenApi.v3());
      case "openapi/v2" -> {
        refuseProtobufOnly(call);
        get(call, OpenApi.v2());
      }
      case "openapi/v3" -> get(call, OpenApi.v3Index());
      default -> get(call, OpenApi.v3Of(path));
    }
  }

  private void text(Call call, String text) {
    onlyGet(call);
    call.send(200, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void get(Call call, Object document) {
    onlyGet(call);
    call.sendJson(200, document);
  }

  private static void onlyGet(Call call) {
    if (!Set.of("GET", "HEAD").contains(call.method())) {
      throw Refusal.methodNotAllowed(call.method() + " is not GET");
    }
  }

  /** kubectl asks for the old schema as protobuf alone and does without if told so. */
  private static void refuseProtobufOnly(Call call) {
    String accept = call.accept();
    if (accept.contains("protobuf") && !accept.contains("json") && !accept.contains("*/*")) {
      throw Refusal.notAcceptable("the schema is served as application/json only");
    }
  }
}
