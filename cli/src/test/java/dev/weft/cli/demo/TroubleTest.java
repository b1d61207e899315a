package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TroubleTest {
  private final FakeClock clock = new FakeClock();
  private final FakeShop starter = new FakeShop();
  private final Tally tally = new Tally();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<String> slowed = new ArrayList<>();
  private Shop shop;
  private Trouble trouble;

  @BeforeEach
  void openTheShop() throws InterruptedException {
    shop = Shop.open(starter);
    var line = new LiveLine(new PrintStream(printed, true, StandardCharsets.UTF_8), false, clock);
    trouble =
        new Trouble(
            shop, tally, (member, millis) -> slowed.add(member.name() + " " + millis), line, clock);
    trouble.start();
  }

  @Test
  void aRoundKillsAddsSlowsAndHurries() {
    clock.advance(Trouble.ROUND);

    assertThat(starter.deeds()).contains("kill orders-2", "start orders-4");
    assertThat(slowed).containsExactly("payments-2 400", "payments-2 0");
    assertThat(trouble.deeds()).isEqualTo(new Trouble.Deeds(1, 1, 1));
    assertThat(lines())
        .anyMatch(line -> line.matches(" +8\\.0s  killed orders-2 \\(pid \\d+\\) with SIGKILL"))
        .contains("  12.0s  since the kill: 0 calls, 0 failed")
        .contains("  16.0s  starting one more of orders");
  }

  @Test
  void theNextRoundBefallsAnother() {
    clock.advance(Trouble.ROUND.multipliedBy(2));

    assertThat(starter.deeds())
        .containsSubsequence("kill orders-2", "start orders-4", "kill orders-3", "start orders-5");
    assertThat(shop.members()).hasSize(Trade.total());
  }

  @Test
  void tellsHowTheShareOfTheSlowOneFell() {
    Member slow = shop.second(Trade.PAYMENTS);
    var own = new Tally.Hop("payments", slow.pid());
    var other = new Tally.Hop("payments", 1);
    clock.advance(Duration.ofSeconds(20));
    answer(own, other, other, own);
    clock.advance(Duration.ofSeconds(12));
    answer(other, other, other, own, other, other, other, other, other, other);

    clock.advance(Duration.ofSeconds(2));

    assertThat(lines())
        .contains("  34.0s  payments-2 is slow: its share of the calls went from 50 % to 10 %");
  }

  @Test
  void aCancelledRoundDoesNothingMore() {
    clock.advance(Duration.ofSeconds(7));
    trouble.cancel();
    clock.advance(Trouble.ROUND);

    assertThat(starter.deeds()).noneMatch(deed -> deed.startsWith("kill"));
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
      tally.add(new Tally.Call(clock.nanos(), 1, null, List.of(hop)));
    }
  }

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
