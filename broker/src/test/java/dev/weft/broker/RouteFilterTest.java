package dev.weft.broker;

import static dev.weft.broker.RulesFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.route.RouteFilter;
import dev.weft.model.route.RouteFilter.Field;
import dev.weft.model.route.RouteFilter.HeaderEdit;
import dev.weft.model.route.RouteFilter.Redirect;
import dev.weft.model.route.RouteFilter.ReplaceAll;
import dev.weft.model.route.RouteFilter.ReplacePrefix;
import dev.weft.model.route.RouteFilter.Rewrite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule changes of calls and answers, and which answers it gives itself. */
class RouteFilterTest extends RoutedMesh {
  @Test
  void fieldsOfRequestsAreSetAddedAndRemoved() throws IOException {
    rules(
        rule()
            .filter(
                new RouteFilter.EditRequest(
                    new HeaderEdit(
                        List.of(new Field("X-Set", "new")),
                        List.of(new Field("X-Add", "more")),
                        List.of("X-Gone"))))
            .to(
                "v1",
                1,
                new RouteFilter.EditRequest(
                    new HeaderEdit(List.of(new Field("X-Backend", "v1")), List.of(), List.of()))));

    get("/", "x-set: old", "x-add: some", "x-gone: 1", "x-stays: 1");

    assertThat(v1.heads.getFirst())
        .contains("X-Set: new", "x-add: some", "X-Add: more", "x-stays: 1", "X-Backend: v1")
        .doesNotContain("old")
        .doesNotContain("x-gone");
  }

  @Test
  void noRouteCanChangeHowAMessageIsFramedOrEndALine() throws IOException {
    rules(
        rule()
            .filter(
                new RouteFilter.EditRequest(
                    new HeaderEdit(
                        List.of(
                            new Field("Content-Length", "5"),
                            new Field("Transfer-Encoding", "chunked"),
                            new Field("X-Two", "a\r\nX-Evil: 1")),
                        List.of(),
                        List.of())))
            .to("v1"));

    get("/");

    assertThat(v1.heads.getFirst().toLowerCase(Locale.ROOT))
        .doesNotContain("content-length", "transfer-encoding", "x-evil", "x-two");
  }

  @Test
  void fieldsOfAnswersAreSetAddedAndRemoved() throws IOException {
    try (RawRoutee speaking =
        new RawRoutee((head, in, out, socket) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nX-Set: old\r\nX-Gone: 1\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));
          return true;
        })) {
      mesh.put(service("v2", speaking));
      rules(
          rule()
              .filter(
                  new RouteFilter.EditAnswer(
                      new HeaderEdit(
                          List.of(new Field("X-Set", "new")),
                          List.of(new Field("X-Add", "more")),
                          List.of("X-Gone"))))
              .to("v2"));

      RawCaller.Answer answer = get("/");

      assertThat(answer.header("x-set")).isEqualTo("new");
      assertThat(answer.header("x-add")).isEqualTo("more");
      assertThat(answer.header("x-gone")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/foo/bar, /foo, /xyz, /xyz/bar",
    "/foo, /foo, /xyz, /xyz",
    "/foo/, /foo, /xyz, /xyz/",
    "/foo/bar, /foo, '', /bar",
    "/foo/, /foo, '', /",
    "/foo, /foo, '', /",
    "/foo?q=1, /foo, /x, /x?q=1",
    "/bar, /, /x, /x/bar"
  })
  void aPrefixIsReplacedAsTheSpecificationsTableHasIt(
      String path, String prefix, String with, String seen) throws IOException {
    rules(rule().prefix(prefix).filter(new Rewrite("", new ReplacePrefix(prefix, with))).to("v1"));

    get(path);

    assertThat(v1.heads.getFirst()).startsWith("GET " + seen + " HTTP/1.1\r\n");
  }

  @Test
  void hostAndWholePathAreRewritten() throws IOException {
    rules(rule().filter(new Rewrite("legacy.example", new ReplaceAll("/old one"))).to("v1"));

    get("/new?a=b");

    assertThat(v1.heads.getFirst())
        .startsWith("GET /old%20one?a=b HTTP/1.1\r\nHost: legacy.example\r\n")
        .contains("X-Forwarded-Host: orders");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 0, 302, http://orders/a/b?c=d",
    "https, '', 0, 301, https://orders/a/b?c=d",
    "'', www.example, 0, 307, http://www.example/a/b?c=d",
    "'', '', 8443, 308, http://orders:8443/a/b?c=d",
    "https, '', 443, 303, https://orders/a/b?c=d"
  })
  void aRedirectSaysWhereTo(String scheme, String host, int port, int status, String location)
      throws IOException {
    rules(rule().filter(new Redirect(scheme, host, null, port, status)));

    RawCaller.Answer answer = get("/a/b?c=d");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("location")).isEqualTo(location);
    assertThat(v1.received()).isZero();
  }

  @Test
  void aRedirectToAnotherPathKeepsTheConnectionForTheNextCall() throws IOException {
    rules(
        rule()
            .prefix("/old")
            .filter(new Redirect("", "", new ReplacePrefix("/old", "/new"), 0, 302)),
        rule().to("v1"));

    try (RawCaller caller = mesh.caller()) {
      var first = caller.send("GET /old/x HTTP/1.1\r\nHost: orders\r\n\r\n").read();
      assertThat(first.header("location")).isEqualTo("http://orders/new/x");
      assertThat(caller.send("GET /y HTTP/1.1\r\nHost: orders\r\n\r\n").read().body())
          .isEqualTo("v1");
    }
  }

  @Test
  void aPreflightIsAnsweredAndTheCallItselfIsAllowed() throws IOException {
    rules(
        rule()
            .filter(
                new RouteFilter.Cors(
                    List.of("https://www.foo.com", "https://*.bar.com"),
                    true,
                    List.of("GET", "OPTIONS"),
                    List.of("x-one"),
                    List.of("x-two"),
                    60))
            .to("v1"));

    var preflight =
        send("OPTIONS", "/", "Origin: https://a.b.bar.com", "Access-Control-Request-Method: GET");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-origin")).isEqualTo("https://a.b.bar.com");
    assertThat(preflight.header("access-control-allow-methods")).isEqualTo("GET, OPTIONS");
    assertThat(preflight.header("access-control-allow-headers")).isEqualTo("x-one");
    assertThat(preflight.header("access-control-max-age")).isEqualTo("60");
    assertThat(v1.received()).isZero();

    var call = get("/", "Origin: https://www.foo.com");
    assertThat(call.body()).isEqualTo("v1");
    assertThat(call.header("access-control-allow-origin")).isEqualTo("https://www.foo.com");
    assertThat(call.header("access-control-allow-credentials")).isEqualTo("true");

    var stranger =
        send("OPTIONS", "/", "Origin: https://bar.com", "Access-Control-Request-Method: GET");
    assertThat(stranger.status()).isEqualTo(403);
    assertThat(stranger.header("access-control-allow-origin")).isEmpty();
  }
}
