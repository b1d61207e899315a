package dev.weft.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Eventually;
import dev.weft.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AgentLeaseTest {
  private static final long SEED = 11;
  private static final Duration LEAST = Duration.ofMillis(4_500);
  private static final Duration MOST = Duration.ofMillis(5_500);
  private static final String REFUSAL =
      """
      {"kind": "Status", "status": "Failure", "code": 403,
       "message": "the token may not report as agent host-a"}
      """;

  private final FakeClock clock = new FakeClock();
  private final Said said = new Said();
  private LeaseOffice office;
  private AgentLease lease;
  private volatile AgentLease.Report report = new AgentLease.Report(7, List.of(), Map.of());

  @BeforeEach
  void start() throws Exception {
    office = new LeaseOffice();
    Logger.getLogger(AgentLease.class.getName()).addHandler(said);
    lease = new AgentLease(office.endpoint(), "host-a", () -> report, clock, new Random(SEED));
  }

  @AfterEach
  void stop() {
    lease.close();
    office.close();
    Logger.getLogger(AgentLease.class.getName()).removeHandler(said);
  }

  /** Waits until so many renewals have come and the next one waits for its time. */
  private void awaitRenewals(int count) throws InterruptedException {
    Eventually.so(
        count + " renewals", () -> office.renewals().size() == count && clock.pending() == 1);
  }

  /** Moves the clock to the next renewal and no further; returns how far. */
  private Duration untilNext() {
    Duration wait = clock.untilNext();
    clock.advance(wait);
    return wait;
  }

  @Test
  void isRenewedAtOnceWithWhatTheBrokerRuns() throws Exception {
    report =
        new AgentLease.Report(
            42,
            List.of(new AgentLease.Refused("HTTPRoute", "shop", "web", "no such filter")),
            Map.of("shop/orders-1", 3));
    lease.begin();
    awaitRenewals(1);
    assertThat(office.renewals().getFirst())
        .startsWith("PUT /apis/weft.dev/v1/agents/host-a/lease ")
        .contains("\"ttlSeconds\":15", "\"revision\":42", "\"shop/orders-1\":3")
        .contains("\"kind\":\"HTTPRoute\"", "\"reason\":\"no such filter\"");
  }

  @Test
  void isRenewedAtAboutAThirdOfItsTimeAndNeverInStep() throws Exception {
    lease.begin();
    var waits = new HashSet<Duration>();
    for (int renewals = 1; renewals <= 20; renewals++) {
      awaitRenewals(renewals);
      Duration waited = untilNext();
      assertThat(waited).as("seed " + SEED).isBetween(LEAST, MOST);
      waits.add(waited);
    }
    assertThat(waits).as("seed " + SEED).hasSizeGreaterThan(5);
  }

  @Test
  void carriesTheReportOfItsMoment() throws Exception {
    lease.begin();
    awaitRenewals(1);
    report = new AgentLease.Report(8, List.of(), Map.of());
    lease.renewNow();
    awaitRenewals(2);
    assertThat(office.renewals().getFirst()).contains("\"revision\":7");
    assertThat(office.renewals().getLast()).contains("\"revision\":8");
  }

  @Test
  void isTriedSoonerWhileItIsRefusedAndSaysSoOnce() throws Exception {
    office.answer(403, REFUSAL);
    lease.begin();
    var waits = new ArrayList<Duration>();
    for (int tries = 1; tries <= 12; tries++) {
      awaitRenewals(tries);
      waits.add(untilNext());
    }
    assertThat(waits)
        .as("seed " + SEED)
        .allSatisfy(wait -> assertThat(wait).isLessThanOrEqualTo(AgentLease.TTL.dividedBy(3)));
    assertThat(waits.getFirst()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(said.lines).hasSize(1);
    assertThat(said.lines.getFirst()).contains("403", "the token may not report as agent host-a");

    awaitRenewals(13);
    office.answer(200, "{}");
    untilNext();
    awaitRenewals(14);
    assertThat(untilNext()).isBetween(LEAST, MOST);
    office.answer(403, REFUSAL);
    awaitRenewals(15); // may have been on its way before the answer changed
    lease.renewNow();
    awaitRenewals(16);
    Eventually.so("it is said again", () -> said.lines.size() == 2);
  }

  @Test
  void asksARegistryThatKnowsNoAgentsNoMoreOftenThanOthers() throws Exception {
    office.answer(404, "not here");
    lease.begin();
    for (int tries = 1; tries <= 5; tries++) {
      awaitRenewals(tries);
      assertThat(untilNext()).as("seed " + SEED).isBetween(LEAST, MOST);
    }
  }

  @Test
  void waitsForASlowAnswerAndAsksNothingMeanwhile() throws Exception {
    office.hold();
    lease.begin();
    Eventually.so("one renewal", () -> office.renewals().size() == 1);
    lease.renewNow();
    lease.renewNow();
    clock.advance(AgentLease.TTL);
    assertThat(office.renewals()).hasSize(1);

    office.release();
    awaitRenewals(2); // what was asked for meanwhile, once
    assertThat(untilNext()).as("seed " + SEED).isBetween(LEAST, MOST);
  }

  @Test
  void triesAgainBeforeItLapsesWhereNoAnswerComes() throws Exception {
    office.hold();
    lease.begin();
    Eventually.so("it is given up", () -> clock.pending() == 1); // five seconds of real time
    assertThat(said.lines).hasSize(1);
    assertThat(untilNext()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    Eventually.so("another", () -> office.renewals().size() == 2);
  }

  @Test
  void outlivesAReportThatFails() throws Exception {
    var calls = new AtomicInteger();
    lease.close();
    lease =
        new AgentLease(
            office.endpoint(),
            "host-a",
            () -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("no snapshot");
              }
              return report;
            },
            clock,
            new Random(SEED));
    lease.begin();
    Eventually.so("a failed report", () -> calls.get() == 1 && clock.pending() == 1);
    untilNext();
    awaitRenewals(1);
    assertThat(said.lines.getFirst()).contains("report failed");
  }

  @Test
  void endsWhileItWaits() throws Exception {
    lease.begin();
    awaitRenewals(1);
    lease.close();
    Eventually.so("no timer is left", () -> clock.pending() == 0);
    lease.renewNow();
    clock.advance(AgentLease.TTL);
    assertThat(office.renewals()).hasSize(1);
  }

  @Test
  void endsWhileItAsksAndSaysNothingOfThat() throws Exception {
    office.hold();
    lease.begin();
    Eventually.so("one renewal", () -> office.renewals().size() == 1);
    lease.close();
    Eventually.so("its thread has ended", () -> !lease.running());
    assertThat(office.renewals()).hasSize(1);
    assertThat(said.lines).isEmpty();
    assertThat(clock.pending()).isZero();
  }

  private static final class Said extends Handler {
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
        lines.add(new SimpleFormatter().formatMessage(record));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
