package dev.weft.control.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Routes and policies with what is said of them; explanations, which are recorded. */
final class RoutesAndExplanationsTest extends OnThePage {
  private static final String ROUTE =
      "/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes/canary";

  private void route(String backend) {
    mesh.put(
        ROUTE,
        Json.readObject(
            """
            {"spec": {
              "parentRefs": [{"group": "", "kind": "Service", "name": "orders"}],
              "rules": [{
                "matches": [{"path": {"type": "PathPrefix", "value": "/cart"}}],
                "backendRefs": [{"name": "orders", "port": 80, "weight": 90},
                                {"name": "%s", "port": 80, "weight": 10}]}]}}
            """
                .formatted(backend)
                .getBytes(StandardCharsets.UTF_8)));
  }

  private void openTheDialogOfWeights() {
    mesh.routee("orders", "orders-1", 8081, "passing", "5 of 5 checks passed");
    mesh.routee("orders-v2", "orders-v2-1", 8082, "passing", "5 of 5 checks passed");
    route("orders-v2");
    tab.open(mesh.page("/routes"));
    tab.awaitText("/cart/… → orders 90 %, orders-v2 10 %");
    tab.click("button", "shift weights");
    tab.awaitText("Shift weights of canary");
  }

  @Test
  void saysWhatARouteDoesAndShiftsItsWeightsOnlyAfterAQuestion() {
    openTheDialogOfWeights();
    tab.await("document.querySelectorAll('dialog input').length === 2");
    tab.value("document.querySelectorAll('dialog input')[1].select()");
    tab.value("document.querySelectorAll('dialog input')[1].focus()");
    tab.type("270");
    tab.awaitText("orders-v2: 75 %");
    tab.click("dialog button[type=submit]", "Shift");

    tab.awaitText("/cart/… → orders 25 %, orders-v2 75 %");
    assertThat(String.valueOf(mesh.get(ROUTE).get("spec"))).contains("weight=270");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void whatIsTypedAsSoonAsThereIsADialogIsNotLost() {
    route("orders-v2");
    tab.open(mesh.page("/routes"));
    tab.awaitText("shift weights");

    Object open =
        tab.value(
            """
            new Promise(done => {
              new MutationObserver((all, observer) => {
                const dialog = document.querySelector('dialog');
                if (dialog) { observer.disconnect(); done(dialog.open); }
              }).observe(document.body, { childList: true, subtree: true });
              [...document.querySelectorAll('button')]
                .find(one => one.textContent.includes('shift weights')).click();
            })
            """);

    assertThat(open).isEqualTo(true);
  }

  @Test
  void shiftsWeightsOfARouteWhoseStatusWasWrittenMeanwhile() {
    openTheDialogOfWeights();
    Object version = version();

    mesh.put(ROUTE + "/status", Map.of("status", Map.of("parents", List.of())));
    assertThat(version()).isNotEqualTo(version);
    tab.click("dialog button[type=submit]", "Shift");

    tab.await("!document.querySelector('dialog')");
    assertThat(tab.complaints()).isEmpty();
  }

  private Object version() {
    var metadata = (Map<?, ?>) Objects.requireNonNull(mesh.get(ROUTE).get("metadata"));
    return Objects.requireNonNull(metadata.get("resourceVersion"));
  }

  @Test
  void refusesToShiftWeightsOfARouteThatSomebodyElseHasChanged() {
    openTheDialogOfWeights();

    route("orders-v3");
    tab.awaitText("orders-v3 10 %");
    tab.click("dialog button[type=submit]", "Shift");

    tab.await("document.querySelector('dialog [role=alert]')?.textContent.length > 20");
    assertThat(String.valueOf(mesh.get(ROUTE).get("spec"))).contains("orders-v3");
    assertThat(tab.complaints()).allMatch(one -> one.contains("/httproutes/canary"));
  }

  @Test
  void laysOutWhyACallWouldGoWhereItWould() {
    tab.answer(
        "/apis/weft.dev/v1/explain",
        Json.write(
            Map.of(
                "summary", "orders-2 gets it with a chance of 71 %",
                "at", "2026-11-23T22:40:00Z",
                "revision", 12,
                "service", Map.of("service", "orders", "why", "the authority names it"),
                "route", Map.of("nearly", List.of(), "why", "no route concerns this service"),
                "candidates",
                    List.of(
                        Map.of(
                            "routee", "orders-2",
                            "address", "127.0.0.1:8081",
                            "verdict", "passing",
                            "eligible", true,
                            "why", "takes calls",
                            "chance", 0.71,
                            "score", 8.4,
                            "duty", "in service")),
                "choice",
                    Map.of("routee", "orders-2", "chance", 0.71, "reason", "the cheaper of two"))));
    tab.open(mesh.page("/explain"));
    tab.value("document.querySelector('input[placeholder^=\"http\"]').focus()");
    tab.type("orders/cart");
    tab.press("Enter");

    tab.awaitText("orders-2 gets it with a chance of 71 %.");
    tab.awaitText("the cheaper of two.");
    tab.await("document.querySelector('table').innerText.includes('8.4')");
    assertThat(tab.value("location.hash"))
        .isEqualTo("#/explain?method=GET&url=http%3A%2F%2Forders%2Fcart");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void laysOutWhatBecameOfACall() {
    tab.answer(
        "/apis/weft.dev/v1/exchanges/5f0c1a2b3c4d5e6f",
        Json.write(
            Map.of(
                "summary", "orders-2 answered 200; orders-1 was tried first",
                "at", "2026-11-23T22:40:00Z",
                "method", "GET",
                "authority", "orders",
                "path", "/<i>cart</i>",
                "status", 200,
                "durationMillis", 7.3,
                "tries",
                    List.of(
                        Map.of(
                            "routee", "orders-1",
                            "address", "127.0.0.1:8080",
                            "reason", "cheaper of two",
                            "atMillis", 0.1,
                            "tookMillis", 0.4,
                            "outcome", "connection_refused",
                            "next", "tried elsewhere: nothing had been sent")))));
    tab.open(mesh.page("/exchange/5f0c1a2b3c4d5e6f"));

    tab.awaitText("orders-2 answered 200; orders-1 was tried first.");
    tab.awaitText("orders/<i>cart</i>");
    tab.awaitText("Connection refused in 0.40 ms.");
    tab.awaitText("Tried elsewhere: nothing had been sent.");
    assertThat(tab.complaints()).isEmpty();
  }
}
