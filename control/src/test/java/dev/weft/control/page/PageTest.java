package dev.weft.control.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page in a real browser, over a real registry. */
final class PageTest extends OnThePage {
  private static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\">&amp;'";

  @Test
  void tellsANewcomerTheNextCommandAndShowsTheFirstServiceByItself() {
    tab.open(mesh.page("/"));
    tab.awaitText("Nothing runs here yet");
    tab.awaitText("weft run --service hello");

    mesh.routee("hello", "hello-1", 8081, "passing", "1 of 1 checks passed");

    tab.awaitText("Nothing is wrong now");
    tab.await("document.querySelector('svg a.node[aria-label^=\"hello: 1 of 1 routee\"]')");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void saysInASentenceWhatIsWrongAndTakesItBackWhenItIsOver() {
    mesh.routee("orders", "orders-1", 8081, "passing", "5 of 5 checks passed");
    mesh.routee("orders", "orders-2", 8082, "failing", "GET /healthz answered 500");
    tab.open(mesh.page("/"));

    tab.awaitText("orders-2 of orders fails its checks: GET /healthz answered 500.");
    tab.awaitText("It gets no calls until its checks pass again.");
    tab.awaitText("1 thing is wrong now");
    assertThat(tab.value("document.querySelector('.troubles time').dateTime"))
        .isEqualTo(mesh.since);

    mesh.routee("orders", "orders-2", 8082, "passing", "2 checks passed in a row");

    tab.awaitText("Nothing is wrong now");
    tab.await("!document.querySelector('.troubles')");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void showsRouteesWithTheirEvidenceAndWhatHappensAsItHappens() {
    mesh.routee("orders", "orders-1", 8081, "degraded", "20 times slower than its peers");
    tab.open(mesh.page("/service/default/orders"));
    tab.awaitText("20 times slower than its peers");

    mesh.event("Ejected", "warning", "orders", "orders-1", "5 errors in a row");

    tab.awaitText("5 errors in a row");
    tab.value("location.hash = '/timeline'");
    tab.await("document.title === 'Events · Weft' && document.activeElement.id === 'top'");
    tab.awaitText("5 errors in a row");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void whatAnybodyWritesNeverBecomesMarkup() {
    mesh.routee("orders", "orders-1", 8081, "failing", HOSTILE);
    mesh.put(
        PageMesh.ROUTEES + "orders-1/outofservice", Map.of("mode", "Cordon", "reason", HOSTILE));
    mesh.event(HOSTILE, "critical", "orders", "orders-1", HOSTILE);
    for (String view : new String[] {"/", "/service/default/orders", "/timeline", "/routes"}) {
      tab.open(mesh.page(view));
      tab.await("document.querySelector('h1')");
      if (!view.equals("/routes")) {
        tab.awaitText(HOSTILE);
      }
      assertThat(tab.value("document.images.length")).as(view).isEqualTo(0);
      assertThat(tab.value("typeof window.hacked")).as(view).isEqualTo("undefined");
    }
    tab.open(mesh.page("/service/default/" + "%3Cimg%20src=x%20onerror=alert(1)%3E"));
    tab.awaitText("There is no service of this name");
    assertThat(tab.value("document.images.length")).isEqualTo(0);
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void itsPolicyRefusesScriptsThatStandInThePage() {
    tab.open(mesh.page("/"));
    tab.awaitText("Nothing runs here yet");

    Object made =
        tab.value(
            """
            (() => { try {
              const script = document.createElement('script');
              script.text = 'window.hacked = 1';
              document.body.append(script);
              return 'made';
            } catch (e) { return e.name; } })()
            """);
    Object markup =
        tab.value(
            "(() => { try { document.body.innerHTML = '<b>x</b>'; return 'made'; }"
                + " catch (e) { return e.name; } })()");

    assertThat(made).isEqualTo("TypeError");
    assertThat(markup).isEqualTo("TypeError");
    assertThat(tab.value("typeof window.hacked")).isEqualTo("undefined");
  }

  @Test
  void saysSoWhenTheRegistryFallsSilentAndGoesOnByItselfWhenItIsBack() {
    mesh.routee("orders", "orders-1", 8081, "passing", "5 of 5 checks passed");
    tab.open(mesh.page("/"));
    tab.awaitText("live");

    int port = mesh.fallsSilent();

    tab.awaitText("The registry does not answer.");
    tab.awaitText("What you see is as of");
    assertThat(tab.text()).contains("not connected", "Nothing is wrong now");

    mesh.answersAgain(port);
    mesh.routee("orders", "orders-2", 8082, "failing", "connection refused");

    tab.awaitText("orders-2 of orders fails its checks");
    tab.await("!document.body.innerText.includes('The registry does not answer')");
    assertThat(tab.complaints()).allMatch(one -> one.startsWith("network:"));
  }

  @Test
  void everythingCanBeReachedByKeyboard() {
    mesh.routee("orders", "orders-1", 8081, "passing", "5 of 5 checks passed");
    mesh.routee("web", "web-1", 8082, "passing", "5 of 5 checks passed");
    tab.open(mesh.page("/"));
    tab.await("document.querySelectorAll('svg a.node').length === 2");

    tab.press("Tab");
    assertThat(tab.value("document.activeElement.textContent")).isEqualTo("Skip to the content");
    tab.press("/");
    tab.await("document.activeElement.type === 'search'");
    tab.type("ord");
    tab.awaitText("1 of 2");
    tab.press("Enter");

    tab.await("document.title === 'orders · Weft' && document.activeElement.id === 'top'");
    tab.value(
        "[...document.querySelectorAll('button')]"
            + ".find(b => b.getAttribute('aria-label') === 'cordon orders-1').focus()");
    tab.press("Enter");
    tab.await("document.querySelector('dialog[open]')");
    assertThat(tab.text()).contains("No other routee takes calls");
    tab.press("Escape");
    tab.await("!document.querySelector('dialog')");
    assertThat(tab.value("document.activeElement.getAttribute('aria-label')"))
        .isEqualTo("cordon orders-1");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void takesARouteeOutOfServiceAndBackOnlyAfterAQuestion() {
    mesh.routee("orders", "orders-1", 8081, "passing", "5 of 5 checks passed");
    mesh.routee("orders", "orders-2", 8082, "passing", "5 of 5 checks passed");
    tab.open(mesh.page("/service/default/orders"));

    tab.click("button[aria-label='cordon orders-2']", "cordon");
    tab.awaitText("Its part goes to orders-1.");
    assertThat(status("orders-2")).doesNotContain("outOfService");
    tab.await("document.activeElement.matches('dialog[open] input')");
    tab.type("new kernel");
    tab.click("dialog button[type=submit]", "Cordon");

    tab.await("!document.querySelector('dialog')");
    tab.awaitText("1 of 2 routees takes calls");
    assertThat(status("orders-2")).contains("outOfService", "new kernel");

    tab.click("button[aria-label='bring back orders-2']", "bring back");
    tab.click("dialog button[type=submit]", "Bring back");
    tab.awaitText("2 of 2 routees take calls");

    tab.click("button[aria-label='weight orders-1']", "weight");
    tab.await("document.activeElement.matches('dialog[open] input')");
    tab.value("document.activeElement.select()");
    tab.type("25");
    tab.awaitText("By weight alone about 20 % of the calls.");
    tab.click("dialog button[type=submit]", "Set weight");
    tab.awaitText("weight 25");
    assertThat(tab.complaints()).isEmpty();
  }

  private String status(String routee) {
    return String.valueOf(mesh.get(PageMesh.ROUTEES + routee).get("status"));
  }

  @Test
  void asksForATokenWhereTheRegistryDoes() {
    mesh.routee("orders", "orders-1", 8081, "passing", "5 of 5 checks passed");
    String token = mesh.firstToken();
    tab.open(mesh.page("/"));

    tab.awaitText("This registry asks for a token.");
    tab.value("document.querySelector('input[type=password]').focus()");
    tab.type(token);
    tab.click("section.token button", "Show");

    tab.awaitText("Nothing is wrong now");
    assertThat(tab.text()).doesNotContain(token);
    assertThat(tab.complaints()).allMatch(one -> one.contains("401"));
  }

  @Test
  void nothingJumpsWhenFiguresChange() {
    mesh.routee("orders", "orders-1", 8081, "passing", "5 of 5 checks passed");
    tab.answer(RecordedSignals.seriesOf("orders"), RecordedSignals.series("orders", 1_000_000));
    tab.open(mesh.page("/service/default/orders"));
    tab.awaitText("5 of 5 checks passed");
    tab.value(
        """
        new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
          window.shifts = [];
          new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(e => e.value)))
            .observe({ type: 'layout-shift' });
          done();
        })))
        """);

    for (int i = 0; i < 5; i++) {
      mesh.routee("orders", "orders-1", 8081, i % 2 == 0 ? "degraded" : "passing", "check " + i);
      tab.awaitText("check " + i);
    }

    assertThat((Number) tab.value("window.shifts.reduce((a, b) => a + b, 0)"))
        .satisfies(sum -> assertThat(sum.doubleValue()).isLessThan(0.05));
  }

  @Test
  void fitsOnAPhone() {
    mesh.routee("orders", "orders-1", 8081, "failing", "GET /healthz answered 500 ".repeat(8));
    tab.looksLike(360, 740, true);
    for (String view : new String[] {"/", "/service/default/orders", "/timeline", "/explain"}) {
      tab.open(mesh.page(view));
      tab.await("document.querySelector('h1') && document.body.innerText.length > 80");
      assertThat((Number) tab.value("document.documentElement.scrollWidth"))
          .as(view)
          .satisfies(width -> assertThat(width.intValue()).isLessThanOrEqualTo(360));
    }
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void everyControlHasAName() {
    mesh.routee("orders", "orders-1", 8081, "passing", "5 of 5 checks passed");
    for (String view : new String[] {"/", "/service/default/orders", "/timeline", "/explain"}) {
      tab.open(mesh.page(view));
      tab.await("document.querySelector('h1')");
      assertThat(
              tab.value(
                  """
                  [...document.querySelectorAll('button, a[href], input, select, textarea')]
                    .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim()
                      || (e.labels && e.labels.length)))
                    .map(e => e.outerHTML.slice(0, 120)).join('\\n')
                  """))
          .as(view)
          .isEqualTo("");
      assertThat(tab.value("document.querySelectorAll('h1').length")).as(view).isEqualTo(1);
    }
  }

  @Test
  void itsFilesMayBeKeptForGoodAndItsFirstPageMayNot() {
    var index = mesh.send("GET", "/", "");
    String html = new String(index.body(), StandardCharsets.UTF_8);
    String script = html.replaceAll("(?s).*type=\"module\" src=\"([^\"]+)\".*", "$1");
    var file = mesh.send("GET", script, "", "Accept-Encoding", "br;q=1, gzip;q=0.5");

    assertThat(index.headers().firstValue("cache-control").orElse("")).contains("no-cache");
    assertThat(index.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'")
        .doesNotContain("unsafe");
    assertThat(html).doesNotContain("<script>", "<style>", "VERSION");
    assertThat(script).matches("/page/[0-9a-f]{16}/app\\.js");
    assertThat(file.headers().firstValue("cache-control").orElse("")).contains("immutable");
    assertThat(file.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(file.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(mesh.send("GET", script, "", "Accept-Encoding", "gzip;q=0").headers().map())
        .doesNotContainKey("content-encoding");
    assertThat(mesh.send("GET", script.replaceAll("[0-9a-f]{16}", "0".repeat(16)), "").statusCode())
        .isEqualTo(404);
    assertThat(mesh.send("PUT", script, "").statusCode()).isEqualTo(405);
  }

  @Test
  void otherSitesCanNeitherReadThePageByAnotherNameNorWriteFromTheirs() {
    for (String path : new String[] {"/", "/page/x/app.js"}) {
      assertThat(RawRequest.statusOf(mesh.port(), path, "evil.example")).as(path).isEqualTo(400);
    }
    assertThat(
            mesh.send(
                    "PUT",
                    PageMesh.ROUTEES + "orders-1/outofservice",
                    "{\"mode\":\"Cordon\"}",
                    "Origin",
                    "http://evil.example")
                .statusCode())
        .isEqualTo(403);
  }
}
