package dev.weft.control;

import dev.weft.control.http.AnswerStream;
import dev.weft.control.json.Json;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.Names;
import dev.weft.model.time.Clock;
import dev.weft.registry.signal.SignalTable;
import dev.weft.registry.signal.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * {@code GET …/signals}: who calls whom and how that goes, now ({@code ?watch=1}: each second) or,
 * below a service's name, over time. A stream stays on its request's virtual thread. Safe for use
 * by any thread.
 */
final class SignalRequests implements AutoCloseable {
  static final String SIGNALS = "signals";

  private static final Duration LONGEST_STREAM = Duration.ofMinutes(45);
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final String EVENTS = "text/event-stream";

  private final Signals signals;
  private final Gate gate;
  private final Clock clock;
  private volatile boolean closed;

  SignalRequests(Signals signals, Gate gate, Clock clock) {
    this.signals = signals;
    this.gate = gate;
    this.clock = clock;
  }

  /**
   * Whether a path is one of these.
   *
   * @param rest its segments from the version on
   */
  static boolean owns(List<String> rest) {
    List<String> within = Target.withinNamespace(rest.subList(1, rest.size()));
    boolean namespaced = within.size() < rest.size() - 1;
    return rest.getFirst().equals("v1")
        && within.getFirst().equals(SIGNALS)
        && within.size() <= (namespaced ? 2 : 1);
  }

  void answer(Call call, List<String> rest) {
    if (!call.method().equals("GET")) {
      throw Refusal.methodNotAllowed("signals are reported by agents: only GET is allowed here");
    }
    List<String> within = Target.withinNamespace(rest.subList(1, rest.size()));
    String namespace = within.size() < rest.size() - 1 ? rest.get(2) : null;
    if (within.size() == 2 && namespace != null) {
      series(call, namespace, within.get(1));
      return;
    }
    SignalQuery query = SignalQuery.ofTable(call, namespace);
    if (query.watch()) {
      stream(call, query);
    } else {
      call.sendJson(200, SignalTrees.of(signals.table(query.windowSeconds()), query));
    }
  }

  private void series(Call call, String namespace, String service) {
    if (!Names.isLabel(service) || !Names.isLabel(namespace)) {
      throw Refusal.badField("service", service, Names.LABEL_RULE);
    }
    int window = SignalQuery.ofSeries(call);
    try {
      call.sendJson(
          200, SignalTrees.of(signals.series(new ServiceName(namespace, service), window)));
    } catch (IOException e) {
      throw new UncheckedIOException("the signals of before cannot be read", e);
    }
  }

  private void stream(Call call, SignalQuery query) {
    boolean events = call.accept().contains(EVENTS);
    BooleanSupplier allowed = gate.stillKnows(call);
    call.stream(events ? EVENTS : Call.JSON, out -> follow(out, query, events, allowed));
  }

  private void follow(AnswerStream out, SignalQuery query, boolean events, BooleanSupplier allowed)
      throws IOException, InterruptedException {
    long endNanos = clock.nanos() + LONGEST_STREAM.toNanos();
    long seen = Long.MIN_VALUE;
    while (!closed && clock.nanos() - endNanos < 0) {
      if (!allowed.getAsBoolean()) {
        Refusal refusal =
            Refusal.unauthorized("the token is no longer known here", "invalid_token");
        write(out, events, "ERROR", Failure.of(refusal).toTree());
        return;
      }
      SignalTable table = signals.table(query.windowSeconds());
      if (table.number() != seen) {
        seen = table.number();
        write(out, events, "MODIFIED", SignalTrees.of(table, query));
      }
      signals.awaitAfter(seen, STEP);
    }
  }

  private static void write(
      AnswerStream out, boolean events, String type, Map<String, Object> object)
      throws IOException {
    if (events) {
      String name = type.equals("ERROR") ? "error-status" : SIGNALS;
      out.write(("event: " + name + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
      out.write(Json.write(object));
      out.write('\n');
    } else {
      var line = new LinkedHashMap<String, Object>();
      line.put("type", type);
      line.put("object", object);
      out.write(Json.write(line));
    }
    out.write('\n');
    out.flush();
  }

  @Override
  public void close() {
    closed = true;
  }
}
