package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Affinity;
import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.BalancePolicy.Zones;
import dev.weft.model.mesh.HashOn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that a policy ties to a routee, over real connections. */
class TiedCallsTest {
  private static final int ROUTEES = 5;

  private BrokerFixture mesh;
  private final List<RawRoutee> routees = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture();
    for (int i = 0; i < ROUTEES; i++) {
      routees.add(RawRoutee.answering("orders-" + i));
    }
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    for (RawRoutee routee : routees) {
      routee.close();
    }
  }

  private void serve(
      Algorithm algorithm, @Nullable HashOn hashOn, @Nullable Affinity affinity, int from) {
    MeshFixture service =
        MeshFixture.service("orders")
            .balance(
                new BalancePolicy(
                    algorithm, 50, Duration.ZERO, hashOn, affinity, Zones.PREFER, List.of()));
    for (int i = from; i < ROUTEES; i++) {
      service.routee("orders-" + i, routees.get(i).port());
    }
    mesh.put(service.build());
  }

  private RawCaller.Answer call(String path, String field) throws IOException {
    try (RawCaller caller = mesh.caller()) {
      return caller.send("GET " + path + " HTTP/1.1\r\nHost: orders\r\n" + field + "\r\n").read();
    }
  }

  @Test
  void aHeaderSaysWhereACallGoes() throws IOException {
    serve(Algorithm.MAGLEV, new HashOn.Header("x-user"), null, 0);
    Set<String> used = new HashSet<>();
    for (int user = 0; user < 50; user++) {
      String first = call("/", "X-User: user-" + user + "\r\n").body();
      used.add(first);
      assertThat(call("/other", "x-user: user-" + user + "\r\n").body()).isEqualTo(first);
    }
    assertThat(used).hasSize(ROUTEES);
  }

  @Test
  void aPathSaysWhereACallGoesWhateverItsQuery() throws IOException {
    serve(Algorithm.RING_HASH, new HashOn.Path(), null, 0);
    Set<String> used = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      String first = call("/item/" + i, "").body();
      used.add(first);
      assertThat(call("/item/" + i + "?page=2", "").body()).isEqualTo(first);
    }
    assertThat(used).hasSizeGreaterThan(2);
  }

  @Test
  void aCookieKeepsACallerWithItsRoutee() throws IOException {
    serve(Algorithm.ROUND_ROBIN, null, new Affinity.Cookie("at", Duration.ZERO), 0);
    RawCaller.Answer first = call("/", "");
    String cookie = cookieOf(first);
    for (int i = 0; i < 20; i++) {
      RawCaller.Answer again = call("/", "Cookie: a=b; " + cookie + "\r\n");
      assertThat(again.body()).isEqualTo(first.body());
      assertThat(again.head()).doesNotContainIgnoringCase("set-cookie");
    }
    Set<String> others = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      others.add(call("/", "").body());
    }
    assertThat(others).hasSize(ROUTEES);
  }

  @Test
  void aCallerWhoseRouteeHasGoneIsToldItsNewOne() throws IOException {
    serve(Algorithm.ROUND_ROBIN, null, new Affinity.Cookie("at", Duration.ZERO), 0);
    RawCaller.Answer first = call("/", "");
    while (!first.body().equals("orders-0")) {
      first = call("/", "");
    }
    serve(Algorithm.ROUND_ROBIN, null, new Affinity.Cookie("at", Duration.ZERO), 1);
    RawCaller.Answer moved = call("/", "Cookie: " + cookieOf(first) + "\r\n");
    assertThat(moved.body()).isNotEqualTo("orders-0");
    assertThat(call("/", "Cookie: " + cookieOf(moved) + "\r\n").body()).isEqualTo(moved.body());
  }

  private static String cookieOf(RawCaller.Answer answer) {
    for (String line : answer.head().split("\r\n", -1)) {
      if (line.regionMatches(true, 0, "set-cookie: ", 0, 12)) {
        return line.substring(12).split(";", -1)[0];
      }
    }
    throw new AssertionError("no cookie in " + answer.head());
  }
}
