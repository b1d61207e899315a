package dev.weft.cli.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Routees that register themselves and renew their leases, half of them each its own, the other
 * half all under one agent's; a renewal that fails is made again a third of a lease later.
 */
final class LeasedRoutees implements AutoCloseable {
  static final int TTL_SECONDS = 5;

  private static final String ROUTEES = "/apis/weft.dev/v1/namespaces/default/routees";
  private static final String AGENT = "/apis/weft.dev/v1/agents/host-z/lease";
  private static final Pattern NAME = Pattern.compile("\"name\": ?\"(leased-\\d+)\"");
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI api;
  private final int count;
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  LeasedRoutees(URI api, int count) throws IOException, InterruptedException {
    this.api = api;
    this.count = count;
    put(AGENT, "{\"ttlSeconds\": %d}".formatted(TTL_SECONDS));
    for (int i = 0; i < count; i++) {
      String lease = hasOwnLease(i) ? "\"ttlSeconds\": " + TTL_SECONDS : "\"agent\": \"host-z\"";
      int status = register("leased-" + i, "\"lease\": {%s}, ".formatted(lease));
      if (status != 201) {
        throw new AssertionError("registering leased-" + i + " was answered " + status);
      }
    }
    Thread.ofVirtual().start(() -> renew("the agent", AGENT, TTL_SECONDS));
    for (int i = 0; i < count; i++) {
      if (hasOwnLease(i)) {
        String name = "leased-" + i;
        Thread.ofVirtual().start(() -> renew(name, ROUTEES + "/" + name + "/lease", 0));
      }
    }
  }

  private static boolean hasOwnLease(int number) {
    return number % 2 == 0;
  }

  /**
   * Registers a routee.
   *
   * @param lease part of its spec; empty for a routee that is there for good
   * @return the answer's status
   */
  int register(String name, String lease) throws IOException, InterruptedException {
    return put(
        ROUTEES + "/" + name,
        """
        {"apiVersion": "weft.dev/v1", "kind": "Routee", "metadata": {"name": "%s"},
         "spec": {%s"service": "leased", "address": "127.0.0.1", "port": 9}}
        """
            .formatted(name, lease));
  }

  private void renew(String name, String path, int ttlSeconds) {
    String body = ttlSeconds == 0 ? "" : "{\"ttlSeconds\": %d}".formatted(ttlSeconds);
    try {
      while (!closed.await(TTL_SECONDS * 1_000 / 3, TimeUnit.MILLISECONDS)
          && !silent.contains(name)) {
        try {
          int status = put(path, body);
          if (status != 200) {
            refusals.add(name + " got " + status);
          }
        } catch (IOException e) {
          // The registry is away or stands still: that is what the next renewal is for.
        }
      }
    } catch (InterruptedException e) {
      refusals.add(name + " was interrupted");
    }
  }

  private int put(String path, String body) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(api.resolve(path))
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  /** The one with this name renews no more. */
  void silence(String name) {
    silent.add(name);
  }

  /** Whether all but these are registered; false too while nobody answers. */
  boolean allThereBut(Set<String> gone) {
    var expected = new HashSet<String>();
    for (int i = 0; i < count; i++) {
      expected.add("leased-" + i);
    }
    expected.removeAll(gone);
    return expected.equals(there());
  }

  private Set<String> there() {
    var names = new HashSet<String>();
    Matcher matcher = NAME.matcher(get(ROUTEES).body());
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  HttpResponse<String> get(String path) {
    try {
      return client.send(
          HttpRequest.newBuilder(api.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("GET " + path, e);
    }
  }

  /** Renewals that were answered, but not with success: such as for a routee that was evicted. */
  Queue<String> refusals() {
    return refusals;
  }

  @Override
  public void close() {
    closed.countDown();
    client.close();
  }
}
