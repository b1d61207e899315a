package dev.weft.broker.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.model.mesh.Affinity;
import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.BalancePolicy.Zones;
import dev.weft.model.mesh.HashOn;
import dev.weft.model.mesh.RouteeId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallKeyTest {
  private static final long ORDERS_1 = CallKey.session(new RouteeId("default", "orders-1"));

  private static CallKey hashing(HashOn on) {
    return key(Algorithm.MAGLEV, on, null);
  }

  private static CallKey keeping(Affinity affinity) {
    return key(Algorithm.PEAK_EWMA, null, affinity);
  }

  private static CallKey key(
      Algorithm algorithm, @Nullable HashOn on, @Nullable Affinity affinity) {
    return CallKey.of(
        new BalancePolicy(algorithm, 50, Duration.ZERO, on, affinity, Zones.IGNORE, List.of()));
  }

  private static Head request(String path, String... fields) {
    var head = new Head();
    head.begin();
    int at = head.append(path);
    head.path(at, head.size());
    int host = head.append("orders");
    head.authority(host, head.size());
    for (int i = 0; i < fields.length; i += 2) {
      head.add(fields[i], fields[i + 1]);
    }
    return head;
  }

  @Test
  void hashesAHeaderWhateverTheCaseOfItsName() {
    CallKey key = hashing(new HashOn.Header("X-User"));
    long ann = key.of(request("/", "x-other", "bob", "X-USER", "ann"), "");
    assertThat(ann).isNotZero().isEqualTo(key.of(request("/a", "x-user", "ann"), ""));
    assertThat(ann).isNotEqualTo(key.of(request("/", "x-user", "Ann"), ""));
    assertThat(key.of(request("/", "x-users", "ann"), "")).isZero();
  }

  @Test
  void hashesHostByTheAuthority() {
    CallKey key = hashing(new HashOn.Header("host"));
    assertThat(key.of(request("/"), "")).isNotZero();
  }

  @Test
  void doesNotSeeADroppedHeader() {
    Head head = request("/", "x-user", "ann");
    head.drop(0);
    assertThat(hashing(new HashOn.Header("x-user")).of(head, "")).isZero();
  }

  @Test
  void hashesACookieByItsExactName() {
    CallKey key = hashing(new HashOn.Cookie("id"));
    long seven = key.of(request("/", "Cookie", "id=7"), "");
    assertThat(seven).isNotZero();
    assertThat(key.of(request("/", "cookie", "xid=8; id=7; id=9"), "")).isEqualTo(seven);
    assertThat(key.of(request("/", "cookie", "a=1", "cookie", "b=2;id=7"), "")).isEqualTo(seven);
    assertThat(key.of(request("/", "cookie", "ID=7"), "")).isZero();
    assertThat(key.of(request("/", "cookie", "id"), "")).isZero();
    assertThat(key.of(request("/", "cookie", ";; ;=; i"), "")).isZero();
    assertThat(key.of(request("/", "cookie", ""), "")).isZero();
    assertThat(key.of(request("/"), "")).isZero();
  }

  @Test
  void hashesThePathWithoutItsQuery() {
    CallKey key = hashing(new HashOn.Path());
    long orders = key.of(request("/orders?a=1"), "");
    assertThat(orders).isEqualTo(key.of(request("/orders"), ""));
    assertThat(orders).isNotEqualTo(key.of(request("/orders/"), ""));
  }

  @Test
  void hashesTheCallersAddressOfCallsAndConnections() {
    CallKey key = hashing(new HashOn.SourceAddress());
    assertThat(key.of(request("/"), "10.0.0.7")).isEqualTo(key.ofConnection("10.0.0.7"));
    assertThat(key.ofConnection("10.0.0.8")).isNotEqualTo(key.ofConnection("10.0.0.7"));
  }

  @Test
  void namesTheRouteeInACookieOnceAndReadsItBack() {
    CallKey key = keeping(new Affinity.Cookie("route", Duration.ofHours(1)));
    var answer = new Head();
    answer.begin();
    key.tell(answer, CallKey.NONE, ORDERS_1, true);
    String line = String.valueOf(answer.value(Known.SET_COOKIE));
    assertThat(line).matches("route=[0-9a-f]{16}; Path=/; Max-Age=3600; HttpOnly; Secure");

    long read = key.of(request("/", "Cookie", line.substring(0, line.indexOf(';'))), "");
    assertThat(read).isEqualTo(ORDERS_1);
    answer.begin();
    key.tell(answer, read, ORDERS_1, true);
    assertThat(answer.fields()).isZero();
  }

  @Test
  void aCookieOfTheBrowsersSessionHasNoAge() {
    var answer = new Head();
    answer.begin();
    keeping(new Affinity.Cookie("route", Duration.ZERO)).tell(answer, 1, ORDERS_1, false);
    assertThat(answer.value(Known.SET_COOKIE)).matches("route=[0-9a-f]{16}; Path=/; HttpOnly");
  }

  @Test
  void namesTheRouteeInAHeaderInsteadOfWhatTheRouteeSays() {
    CallKey key = keeping(new Affinity.Header("X-Route"));
    Head answer = request("/", "X-Route", "mine", "x-route", "again");
    key.tell(answer, CallKey.NONE, ORDERS_1, false);
    assertThat(answer.dropped(0)).isTrue();
    assertThat(answer.dropped(1)).isTrue();
    assertThat(key.of(request("/", "x-route", answer.value(2)), "")).isEqualTo(ORDERS_1);
  }

  @Test
  void whatIsNoNameOfARouteeIsNoKey() {
    CallKey key = keeping(new Affinity.Header("x-route"));
    for (String value :
        List.of("", "abc", "0123456789abcdeg", "0123456789abcdef0", "é".repeat(16))) {
      assertThat(key.of(request("/", "x-route", value), "")).as(value).isZero();
    }
  }

  @Test
  void aPolicyWithoutKeysTiesNothing() {
    CallKey key = CallKey.of(BalancePolicy.DEFAULT);
    assertThat(key.of(request("/", "Cookie", "a=b"), "10.0.0.7")).isZero();
  }
}
