package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.VerdictSink;
import dev.weft.model.resource.Fields;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * {@code PUT …/agents/NAME/verdicts}: what the probe of an agent reports, many verdicts in one
 * request. They are written side by side, so that they share the store's fsync.
 */
final class AgentVerdicts {
  static final String VERDICTS = "verdicts";

  private static final int MOST = 1_000;
  private static final int MOST_EVIDENCE = 16;

  private final VerdictSink sink;

  AgentVerdicts(VerdictSink sink) {
    this.sink = sink;
  }

  private record Reported(RouteeId routee, Verdict verdict) {}

  /**
   * Whether a path is this one.
   *
   * @param rest its segments from the version on
   */
  static boolean owns(List<String> rest) {
    return rest.size() == 4 && rest.get(1).equals("agents") && rest.get(3).equals(VERDICTS);
  }

  /** Answers when all are stored; verdicts on routees that are gone are dropped. */
  void answer(Call call) {
    if (!call.method().equals("PUT")) {
      throw Refusal.methodNotAllowed("verdicts can only be reported, with PUT");
    }
    List<Reported> reported = read(call);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var writes = new ArrayList<Callable<Boolean>>();
      reported.forEach(one -> writes.add(() -> store(one)));
      for (Future<Boolean> write : executor.invokeAll(writes)) {
        write.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while verdicts were stored", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
    call.sendJson(
        200,
        Map.of("kind", "Status", "apiVersion", "v1", "metadata", Map.of(), "status", "Success"));
  }

  private boolean store(Reported reported) {
    sink.report(reported.routee, reported.verdict);
    return true;
  }

  private static List<Reported> read(Call call) {
    var body = new Fields(Json.readObject(call.body()));
    List<Fields> entries = body.objects("verdicts");
    if (entries.size() > MOST) {
      body.refuse("verdicts", entries.size() + " entries", "a list of at most " + MOST);
    }
    var reported = new ArrayList<Reported>();
    for (Fields entry : entries) {
      reported.add(read(entry));
    }
    body.refuseUnknown();
    body.throwIfAny("The verdicts");
    return reported;
  }

  private static Reported read(Fields entry) {
    var routee = new RouteeId(entry.requiredText("namespace"), entry.requiredText("name"));
    if (!entry.has("verdict")) {
      entry.refuse("verdict", null, "passing, degraded, failing or unknown");
    }
    Verdict.State state = entry.choice("verdict", Verdict.State.UNKNOWN, Verdict.State.class);
    var evidence = new ArrayList<String>();
    if (entry.value("evidence") instanceof List<?> lines && lines.size() <= MOST_EVIDENCE) {
      lines.forEach(line -> evidence.add(String.valueOf(line)));
    } else if (entry.has("evidence")) {
      entry.refuse("evidence", entry.value("evidence"), "a list of at most 16 sentences");
    }
    String text = entry.requiredText("since");
    Instant since = Instant.EPOCH;
    try {
      since = text.isEmpty() ? since : Instant.parse(text);
    } catch (DateTimeParseException e) {
      entry.refuse("since", text, "an RFC 3339 time");
    }
    entry.refuseUnknown();
    return new Reported(routee, new Verdict(state, evidence, since));
  }
}
