package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TroubleTest {
  private final FakeClock clock = new FakeClock();
  private final FakeShop starter = new FakeShop();
  private final FakeView mesh = new FakeView(URI.create("http://127.0.0.1:7071"));
  private final Tally tally = new Tally();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<String> faults = new ArrayList<>();
  private final FakeCrowd crowd = new FakeCrowd();
  private Shop shop;
  private Acts acts;
  private Trouble trouble;

  private static final class FakeCrowd implements Trouble.Crowd {
    private int there;

    @Override
    public void come(int callsPerSecond) {
      there = callsPerSecond;
    }

    @Override
    public Tally.Total go() {
      there = 0;
      return new Tally.Total(3_600, 0, 2_400, 60, 140, 200, Map.of());
    }
  }

  @BeforeEach
  void openTheShop() throws InterruptedException {
    shop = Shop.open(starter);
    var line = new LiveLine(new PrintStream(printed, true, StandardCharsets.UTF_8), false, clock);
    Fault.Maker maker =
        (member, fault, amount) -> faults.add(member.name() + " " + fault + " " + amount);
    acts = new Acts(shop, mesh, tally, maker, crowd, line, clock);
    trouble = new Trouble(acts, crowd, line, clock);
    trouble.start();
  }

  @Test
  void aRoundKillsFailsSlowsAndCrowds() {
    clock.advance(Trouble.ROUND);

    assertThat(starter.deeds()).contains("kill orders-2");
    assertThat(faults)
        .containsExactly(
            "payments-3 FAIL 1",
            "payments-3 FAIL 0",
            "payments-2 SLOW 150",
            "payments-2 SLOW 0",
            "web-1 SLOW 15",
            "web-1 DESKS 1",
            "web-2 SLOW 15",
            "web-2 DESKS 1",
            "web-1 DESKS 0",
            "web-1 SLOW 0",
            "web-2 DESKS 0",
            "web-2 SLOW 0");
    assertThat(acts.deeds()).isEqualTo(new Acts.Deeds(1, 1, 1, 1));
    assertThat(lines())
        .anyMatch(line -> line.matches(" +6\\.0s  killed orders-2 \\(pid \\d+\\) with SIGKILL"))
        .anyMatch(line -> line.contains("web answered 100 calls a second"))
        .anyMatch(
            line -> line.contains("2,400 of the crowd's 3,600 calls, 0 of the usual 0; 0 failed"));
  }

  @Test
  void tellsWhatCallersNoticedAndHowOftenTheBrokerTriedOnceMore() {
    clock.advance(Duration.ofSeconds(6));
    answer(new Tally.Hop("orders", 1), new Tally.Hop("orders", 1));
    mesh.retries(7);
    clock.advance(Duration.ofSeconds(8));

    assertThat(lines())
        .contains(
            "  14.0s  since the kill: 2 calls, 0 failed; the broker tried 7 once more on another"
                + " routee");
  }

  @Test
  void tellsHowTheShareOfTheSlowOneFell() {
    var own = new Tally.Hop("payments", shop.all(Trade.PAYMENTS).get(1).pid());
    var other = new Tally.Hop("payments", 1);
    clock.advance(Duration.ofSeconds(35));
    answer(own, other, other, own);
    clock.advance(Duration.ofSeconds(11));
    answer(other, other, other, own, other, other, other, other, other, other);

    clock.advance(Duration.ofSeconds(2));

    assertThat(lines())
        .contains(
            "  48.0s  payments-2 is slow, and picks go by latency: its share of the calls went from"
                + " 50 % to 10 %");
  }

  @Test
  void aCrowdIsExpectedFromItsComingUntilItIsToldOf() {
    clock.advance(Duration.ofSeconds(64));
    assertThat(acts.crowded()).isFalse();
    clock.advance(Duration.ofSeconds(2));
    assertThat(acts.crowded()).isTrue();
    assertThat(crowd.there).isEqualTo(Acts.CROWD_PER_SECOND);
    clock.advance(Duration.ofSeconds(14));
    assertThat(acts.crowded()).isFalse();
    assertThat(crowd.there).isZero();
  }

  @Test
  void aCancelledRoundDoesNothingMoreAndSendsTheCrowdAway() throws InterruptedException {
    clock.advance(Duration.ofSeconds(66));
    trouble.cancel();
    int done = faults.size();
    clock.advance(Trouble.ROUND);

    assertThat(crowd.there).isZero();
    assertThat(faults).hasSize(done);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void theShopClosesCallersFirst() {
    shop.close();

    var stops = starter.deeds().stream().filter(deed -> deed.startsWith("stop")).toList();
    assertThat(stops).hasSize(Trade.total());
    assertThat(stops.getFirst()).startsWith("stop web-");
    assertThat(stops.getLast()).startsWith("stop inventory-");
    assertThat(shop.members()).isEmpty();
  }

  private void answer(Tally.Hop... hops) {
    for (Tally.Hop hop : hops) {
      tally.add(new Tally.Call(clock.nanos(), 1, null, false, List.of(hop)));
    }
  }

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
