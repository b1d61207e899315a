package dev.weft.broker.trace;

import dev.weft.broker.observe.Tracing;
import dev.weft.broker.observe.Trail;
import dev.weft.model.time.Clock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sends exchanges as spans to an OTLP/HTTP receiver, as protobuf. Taking one never waits: what does
 * not fit the queue is dropped and counted, and so is what the receiver does not take after a few
 * tries. Safe on any thread.
 */
public final class OtlpExport implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(OtlpExport.class.getName());
  private static final int PLACES = 8_192;
  private static final int MOST_AT_ONCE = 512;
  private static final Duration GATHER = Duration.ofSeconds(1);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LAST = Duration.ofSeconds(3);
  private static final int TRIES = 3;
  private static final int FIELD_OF_SPANS = 2;

  /**
   * Where to and as whom.
   *
   * @param traces the whole URL, such as {@code http://127.0.0.1:4318/v1/traces}
   * @param headers sent with each request
   * @param timeout for one request
   * @param resource attributes of the sender, {@code service.name} among them
   */
  public record Options(
      URI traces, Map<String, String> headers, Duration timeout, Map<String, String> resource) {
    public Options {
      headers = Map.copyOf(headers);
      resource = Map.copyOf(resource);
    }
  }

  private final Options options;
  private final Clock clock;
  private final SpanMessage.Addresses addresses;
  private final BlockingQueue<Trail> queue = new ArrayBlockingQueue<>(PLACES);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final Thread thread;
  private final CountDownLatch closes = new CountDownLatch(1);
  private volatile boolean closing;
  private boolean failing;

  private OtlpExport(Options options, Clock clock, SpanMessage.Addresses addresses) {
    this.options = options;
    this.clock = clock;
    this.addresses = addresses;
    thread = Thread.ofVirtual().name("weft-otlp").unstarted(this::run);
  }

  /**
   * Starts sending.
   *
   * @param addresses says where a routee is
   */
  public static OtlpExport start(Options options, Clock clock, RouteeAddresses addresses) {
    var export =
        new OtlpExport(
            options,
            clock,
            (trail, routee) ->
                trail.service() == null ? null : addresses.of(trail.service(), routee));
    export.thread.start();
    return export;
  }

  /** Takes an exchange, or drops it: false. */
  public boolean offer(Trail trail) {
    if (!closing && queue.offer(trail)) {
      return true;
    }
    dropped.incrementAndGet();
    return false;
  }

  /** Exchanges whose spans were not sent, since the start. */
  public long dropped() {
    return dropped.get();
  }

  /** Exchanges whose spans the receiver has taken, since the start. */
  public long sent() {
    return sent.get();
  }

  private void run() {
    var batch = new ArrayList<Trail>(MOST_AT_ONCE);
    try {
      while (!closing || !queue.isEmpty()) {
        @Nullable Trail first = queue.poll(GATHER.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        gather(batch);
        send(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      dropped.addAndGet(batch.size() + queue.size());
      Thread.currentThread().interrupt();
    }
  }

  /** What else comes within a second, as long as it fits. */
  private void gather(List<Trail> batch) throws InterruptedException {
    long endNanos = clock.nanos() + GATHER.toNanos();
    while (batch.size() < MOST_AT_ONCE && !closing) {
      long left = endNanos - clock.nanos();
      @Nullable Trail next = left <= 0 ? null : queue.poll(left, TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      batch.add(next);
    }
    queue.drainTo(batch, MOST_AT_ONCE - batch.size());
  }

  private void send(List<Trail> batch) throws InterruptedException {
    byte[] body = encode(batch);
    String why = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        HttpResponse<Void> answer = client.send(request(body), BodyHandlers.discarding());
        if (answer.statusCode() / 100 == 2) {
          sent.addAndGet(batch.size());
          failing = false;
          return;
        }
        why = "it answered " + answer.statusCode();
        if (!mayTakeItLater(answer.statusCode())) {
          break;
        }
      } catch (IOException e) {
        why = String.valueOf(e);
      }
      if (closes.await(FIRST_WAIT.toMillis() << i, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    dropped.addAndGet(batch.size());
    if (!failing) {
      failing = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "spans are dropped, as {0} does not take them: {1}",
          options.traces,
          why);
    }
  }

  /** As the OTLP specification says which answers may be tried again. */
  private static boolean mayTakeItLater(int status) {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  private HttpRequest request(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(options.traces)
            .timeout(options.timeout)
            .header("Content-Type", "application/x-protobuf")
            .header("User-Agent", "weft")
            .POST(BodyPublishers.ofByteArray(body));
    options.headers.forEach(request::setHeader);
    return request.build();
  }

  /** An ExportTraceServiceRequest. */
  byte[] encode(List<Trail> batch) {
    Instant wall = clock.wall();
    long sinceEpoch = wall.getEpochSecond() * 1_000_000_000 + wall.getNano();
    long offset = sinceEpoch - clock.nanos();
    var message = new ProtoWriter();
    message.message(
        1,
        resourceSpans -> {
          resourceSpans.message(
              1,
              resource ->
                  options.resource.forEach((key, value) ->
                      SpanMessage.attribute(resource, 1, key, any -> any.text(1, value))));
          resourceSpans.message(
              2,
              scope -> {
                scope.message(1, it -> it.text(1, "weft"));
                for (Trail trail : batch) {
                  @Nullable Tracing tracing = trail.tracing();
                  if (tracing != null) {
                    new SpanMessage(trail, tracing, offset, addresses)
                        .writeTo(scope, FIELD_OF_SPANS);
                  }
                }
              });
        });
    return message.bytes();
  }

  /** Sends what there is, for a few seconds at most. */
  @Override
  public void close() {
    closing = true;
    closes.countDown();
    try {
      if (!thread.join(LAST)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    client.shutdownNow();
  }
}
