package dev.weft.broker.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  private final Head head = new Head();

  private String resolve(String method, String target, @Nullable String host) {
    head.begin();
    int start = head.append(method);
    head.method(start, head.size());
    start = head.append(target);
    head.path(start, head.size());
    if (host != null) {
      head.add(Known.HOST, host);
    }
    @Nullable Malformed wrong = Target.resolve(head, true);
    return wrong == null
        ? head.authority() + " " + head.path()
        : wrong.status() + " " + wrong.detail();
  }

  private String path(String target) {
    return resolve("GET", target, "orders").replaceFirst("^orders ", "");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, orders, orders /",
    "GET, /a/b?c=d, orders:7071, orders:7071 /a/b?c=d",
    "GET, http://orders/a, orders, orders /a",
    "GET, HTTP://Orders:80/a?b, orders, Orders:80 /a?b",
    "GET, http://orders, orders, orders /",
    "GET, http://orders?a, orders, orders /?a",
    "GET, http://orders#f, orders, orders /",
    "OPTIONS, *, orders, orders *",
    "OPTIONS, http://orders, orders, orders *",
    "GET, /, [::1]:80, [::1]:80 /"
  })
  void understandsEachFormOfATarget(String method, String target, String host, String expected) {
    assertThat(resolve(method, target, host)).isEqualTo(expected);
    assertThat(head.has(Known.HOST)).isFalse();
    assertThat(head.proxied()).isEqualTo(target.regionMatches(true, 0, "http", 0, 4));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "400, GET, /, none",
        "400, GET, http://orders/, none",
        "400, GET, /, ''",
        "400, GET, /, 'orders,payments'",
        "400, GET, /, a@orders",
        "400, GET, /, orders/x",
        "400, GET, /, orders:",
        "400, GET, /, orders:65536",
        "400, GET, /, orders:123456",
        "400, GET, /, orders:8x",
        "400, GET, /, [::1",
        "400, GET, /, []",
        "400, GET, /, [::g]",
        "400, GET, /, or ders",
        "400, GET, http://orders/, payments",
        "400, GET, http://orders:81/, orders",
        "400, GET, http://a@orders/, orders",
        "400, GET, http:///, orders",
        "400, GET, https://orders/, orders",
        "400, GET, admin, orders",
        "400, GET, *, orders",
        "400, OPTIONS, */x, orders",
        "400, CONNECT, orders, orders",
        "400, CONNECT, [::1], orders",
        "405, CONNECT, orders:80, orders:80",
        "405, CONNECT, [::1]:80, orders:80",
        "405, TRACE, /, orders"
      })
  void refusesWhatNamesNobodyOrTwo(int status, String method, String target, String host) {
    assertThat(resolve(method, target, host)).startsWith(status + " ");
  }

  @Test
  void refusesASecondHost() {
    resolve("GET", "/", "orders");
    head.add(Known.HOST, "orders");
    head.add(Known.HOST, "orders");
    assertThat(Target.resolve(head, true)).isEqualTo(Malformed.of("more than one Host"));
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b/c, /a/b/c",
    "/app/../admin, /admin",
    "/app/%2E./admin, /admin",
    "/app/%2e%2e/admin, /admin",
    "/app//../../admin, /admin",
    "/app/./admin/., /app/admin/",
    "/app/.., /",
    "/../../a, /a",
    "/a/b/../../.., /",
    "//a///b//, /a/b/",
    "/.hidden/..a/a..b/.../c, /.hidden/..a/a..b/.../c",
    "/%252e%252e/admin, /%252e%252e/admin",
    "/..;/admin, /..;/admin",
    "/%c0%ae%c0%ae/admin, /%c0%ae%c0%ae/admin",
    "/%61dmin%7E%20%3f, /admin~%20%3f",
    "/Admin#frag?ment, /Admin",
    "/a?b=../..//%2f%00\\#c, /a?b=../..//%2f%00\\",
    "/a/../b?/../c, /b?/../c"
  })
  void bringsAPathIntoOneForm(String target, String expected) {
    assertThat(path(target)).isEqualTo(expected);
    assertThat(path(expected)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/a%5Cb",
        "/a\\b",
        "/admin%00",
        "/a%",
        "/a%2",
        "/a%zz",
        "/%u0041"
      })
  void refusesPathsThatServersReadDifferently(String target) {
    assertThat(path(target)).startsWith("400 ");
  }
}
