package dev.weft.control.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.time.SystemClock;
import org.junit.jupiter.api.Test;

/** What the page makes of calls: arrows, figures, charts. Most figures are recorded. */
final class SignalsOnThePageTest extends OnThePage {
  @Test
  void showsWhatAgentsReport() {
    mesh.routee("web", "web-1", 8081, "passing", "5 of 5 checks passed");
    mesh.routee("orders", "orders-1", 8082, "passing", "5 of 5 checks passed");
    mesh.calls("web", "orders", "orders-1", 100, 10);
    tab.open(mesh.page("/"));

    tab.await(
        "document.querySelector('g.arrow.failing title').textContent"
            + ".startsWith('web → orders: 10/s, 90 % succeed, p99 ')");
    tab.awaitText("10 % of the calls to orders fail (10 of 100 in the last 10 s, most from web).");
    assertThat(tab.value("document.querySelectorAll('svg a.node').length")).isEqualTo(2);

    tab.value("location.hash = '/service/default/orders'");
    tab.await("document.querySelectorAll('figure canvas').length === 4");
    tab.await(
        "[...document.querySelectorAll('tr')].some(row =>"
            + " row.innerText.includes('orders-1') && row.innerText.includes('100 %'))");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void drawsWhoCallsWhomAndSaysTheSameInATable() {
    mesh.routee("web", "web-1", 8081, "passing", "5 of 5 checks passed");
    mesh.routee("orders", "orders-1", 8082, "passing", "5 of 5 checks passed");
    tab.answer(
        RecordedSignals.NOW,
        new RecordedSignals()
            .pair("unknown", "web", 50, 1)
            .pair("web", "orders", 49.8, 0.902)
            .json());
    tab.open(mesh.page("/"));

    tab.awaitText("callers without a name");
    tab.await("document.querySelectorAll('g.arrow').length === 2");
    tab.await(
        "document.querySelector('g.arrow.failing title').textContent"
            + " === 'web → orders: 50/s, 90.2 % succeed, p99 8.7 ms'");
    tab.awaitText("9.8 % of the calls to orders fail (49 of 498 in the last 10 s, most from web).");

    tab.click(".choice button", "Table");

    tab.await(
        "[...document.querySelectorAll('tr')].some(row => /web\\s+orders\\s+50\\/s\\s+90.2 %/"
            + ".test(row.innerText))");
    tab.await(
        "[...document.querySelectorAll('tr')].some(row =>"
            + " /callers without a name\\s+web\\s+50\\/s\\s+100 %/.test(row.innerText))");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void showsAServiceOverTimeWithEachRouteesPart() {
    mesh.routee("orders", "orders-1", 8081, "passing", "5 of 5 checks passed");
    mesh.routee("orders", "orders-2", 8082, "degraded", "20 times slower than its peers");
    mesh.event("Degraded", "warning", "orders", "orders-2", "20 times slower than its peers");
    tab.answer(
        RecordedSignals.NOW,
        new RecordedSignals()
            .pair("web", "orders", 49.8, 1)
            .routee("orders", "orders-1", 48.8, 0.98)
            .routee("orders", "orders-2", 1, 0.02)
            .json());
    try (var clock = new SystemClock()) {
      tab.answer(
          RecordedSignals.seriesOf("orders"),
          RecordedSignals.series("orders", clock.wall().getEpochSecond()));
    }
    tab.open(mesh.page("/service/default/orders"));

    tab.await("document.querySelectorAll('figure canvas').length === 4");
    tab.await(
        "[...document.querySelectorAll('figure .plot')].some(plot => plot.ariaLabel"
            + " === 'Time to answer over time; now p50 40 ms, p95 80 ms, p99 160 ms')");
    tab.await(
        "[...document.querySelectorAll('tr')].some(row =>"
            + " row.innerText.includes('orders-2') && row.innerText.includes('2 %'))");
    // What was drawn is more than a blank: the curves have the colour of their names.
    tab.await(
        """
        [...document.querySelectorAll('figure canvas')].every(canvas => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let drawn = 0;
          for (let i = 3; i < data.length; i += 4) if (data[i] > 200) drawn++;
          return drawn > 300;
        })
        """);
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void keepsFiftyServicesApartAndLegible() {
    var signals = new RecordedSignals();
    for (int i = 0; i < 50; i++) {
      mesh.routee("service-" + i, "service-" + i + "-1", 9000 + i, "passing", "1 of 1");
      if (i > 0) {
        signals.pair("service-" + (i - 1) / 3, "service-" + i, 10 * i, 1);
      }
    }
    tab.answer(RecordedSignals.NOW, signals.json());
    tab.open(mesh.page("/"));
    tab.await(
        "document.querySelectorAll('svg a.node').length === 50"
            + " && document.querySelectorAll('g.arrow').length === 49");

    assertThat(
            tab.value(
                """
                (() => {
                  const boxes = [...document.querySelectorAll('svg a.node rect')]
                    .map(rect => rect.getBoundingClientRect());
                  let overlaps = 0;
                  boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
                    if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
                      overlaps++;
                  }));
                  return overlaps;
                })()
                """))
        .isEqualTo(0);
    assertThat(
            (Number)
                tab.value(
                    "Math.min(...[...document.querySelectorAll('svg .name')]"
                        + ".map(name => name.getBoundingClientRect().height))"))
        .satisfies(height -> assertThat(height.doubleValue()).isGreaterThan(9));
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void namesOfCallersNeverBecomeMarkup() {
    mesh.routee("web", "web-1", 8081, "passing", "5 of 5 checks passed");
    tab.answer(
        RecordedSignals.NOW,
        new RecordedSignals().pair("<b id=hostile>x</b>", "web", 5, 0.5).json());
    tab.open(mesh.page("/"));

    tab.awaitText("most from <b id=hostile>x</b>");
    assertThat(tab.value("document.getElementById('hostile')")).isNull();
    assertThat(tab.complaints()).isEmpty();
  }
}
