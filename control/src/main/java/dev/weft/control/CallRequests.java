package dev.weft.control;

import dev.weft.control.http.AnswerStream;
import dev.weft.control.json.Json;
import dev.weft.model.observe.BrokerView;
import dev.weft.model.observe.CallQuestion;
import dev.weft.model.observe.ExchangeFilter;
import dev.weft.model.observe.LiveExchanges;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code …/explain}, {@code …/exchanges} and {@code …/tap} below {@code /apis/weft.dev/v1}: what
 * becomes of calls at the broker in this process. Safe for use by any thread.
 */
final class CallRequests implements AutoCloseable {
  static final String EXPLAIN = "explain";

  private static final String EXCHANGES = "exchanges";
  private static final String TAP = "tap";
  private static final int USUAL_LIST = 50;
  private static final Duration STEP = Duration.ofSeconds(2);

  private final LocalBroker broker;
  private final Gate gate;
  private volatile boolean closed;

  CallRequests(LocalBroker broker, Gate gate) {
    this.broker = broker;
    this.gate = gate;
  }

  /**
   * Whether a path is one of these.
   *
   * @param rest its segments from the version on
   */
  static boolean owns(List<String> rest) {
    return rest.getFirst().equals("v1")
        && ((rest.size() == 2 && Set.of(EXPLAIN, EXCHANGES, TAP).contains(rest.get(1)))
            || (rest.size() == 3 && rest.get(1).equals(EXCHANGES)));
  }

  void answer(Call call, List<String> rest) {
    boolean asking = rest.get(1).equals(EXPLAIN) && call.method().equals("POST");
    if (!asking && !call.method().equals("GET")) {
      throw Refusal.methodNotAllowed(call.method() + " is not GET");
    }
    BrokerView view = broker.orRefuse();
    try {
      switch (rest.get(1)) {
        case EXPLAIN -> call.sendJson(200, view.explain(question(call, asking)));
        case TAP -> tap(call, view);
        default -> exchanges(call, view, rest);
      }
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static CallQuestion question(Call call, boolean inBody) {
    return inBody
        ? CallQuestion.ofTree(Json.readObject(call.body()))
        : CallQuestion.of(call.queries());
  }

  private static void exchanges(Call call, BrokerView view, List<String> rest) {
    if (rest.size() == 2) {
      ExchangeFilter filter = ExchangeFilter.of(call.queries(), USUAL_LIST);
      call.sendJson(200, Map.of("items", view.exchanges(filter)));
      return;
    }
    @Nullable Map<String, Object> found = view.exchange(rest.get(2));
    if (found == null) {
      throw Refusal.notFound(
          "the broker does not remember exchange "
              + rest.get(2)
              + ": it is still under way, or too many came after it");
    }
    call.sendJson(200, found);
  }

  private void tap(Call call, BrokerView view) {
    Map<String, List<String>> query = new HashMap<>(call.queries());
    boolean endless = !query.containsKey("limit");
    ExchangeFilter filter = ExchangeFilter.of(query, ExchangeFilter.MOST);
    BooleanSupplier allowed = gate.stillKnows(call);
    try (LiveExchanges live = view.tap(filter)) {
      call.stream(Call.JSON, out -> follow(out, live, endless ? -1 : filter.limit(), allowed));
    } catch (IllegalStateException e) {
      throw Refusal.tooManyRequests(String.valueOf(e.getMessage()));
    }
  }

  private void follow(AnswerStream out, LiveExchanges live, int most, BooleanSupplier allowed)
      throws IOException, InterruptedException {
    int left = most;
    WatchFormat.HEARTBEAT.writeTo(out); // the head leaves at once
    out.flush();
    while (!closed && left != 0 && allowed.getAsBoolean()) {
      @Nullable Map<String, Object> next = live.next(STEP);
      if (next != null) {
        out.write(Json.write(next));
        out.write('\n');
        left -= next.containsKey("dropped") ? 0 : 1;
      } else {
        WatchFormat.HEARTBEAT.writeTo(out); // shows that the reader has gone
      }
      out.flush();
    }
  }

  /** Ends every tap within a second. */
  @Override
  public void close() {
    closed = true;
  }
}
