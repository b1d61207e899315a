package dev.weft.broker.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.broker.balance.Grouping.TierSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GroupingTest {
  private static final Offset<Double> EXACTLY = within(1e-9);

  private final List<Member> members = new ArrayList<>();

  private GroupingTest have(int count, int tier, String zone, boolean passing) {
    for (int i = 0; i < count; i++) {
      members.add(new Member(tier, zone, 100, 1, passing));
    }
    return this;
  }

  private List<Group> groups(String ownZone, int panicPercent) {
    var sizes = new ArrayList<TierSize>();
    int tiers = members.stream().mapToInt(Member::tier).max().orElse(0) + 1;
    for (int tier = 0; tier < tiers; tier++) {
      int at = tier;
      List<Member> all = members.stream().filter(one -> one.tier() == at).toList();
      sizes.add(
          new TierSize(
              all.stream().mapToInt(Member::weight).sum(),
              Set.copyOf(all.stream().map(Member::zone).filter(zone -> !zone.isEmpty()).toList())));
    }
    return new Grouping(members, sizes, ownZone, panicPercent).groups();
  }

  /** How much of all calls each zone, or each tier, gets. */
  private Map<String, Double> perZone(String ownZone) {
    var shares = new HashMap<String, Double>();
    for (Group group : groups(ownZone, 50)) {
      double total = java.util.Arrays.stream(group.weights()).sum();
      for (int i = 0; i < group.members().length; i++) {
        String zone = members.get(group.members()[i]).zone();
        shares.merge(zone, group.share() * group.weights()[i] / total, Double::sum);
      }
    }
    return shares;
  }

  private double ofTier(int tier, int panicPercent) {
    return groups("", panicPercent).stream()
        .filter(group -> group.tier() == tier)
        .mapToDouble(Group::share)
        .sum();
  }

  @Test
  void itsOwnZoneKeepsAllCallsWhileItSuffices() {
    have(2, 0, "a", true).have(2, 0, "b", true).have(2, 0, "c", true);
    assertThat(perZone("a").get("a")).isEqualTo(1);
    members.set(0, new Member(0, "a", 100, 1, false));
    assertThat(perZone("a").get("a")).isCloseTo(1.4 * 3 / 5, EXACTLY);
    assertThat(perZone("a").get("b")).isCloseTo((1 - 1.4 * 3 / 5) / 2, EXACTLY);
  }

  @Test
  void aSmallZoneSendsTheRestWhereThereIsMost() {
    have(1, 0, "a", true).have(4, 0, "b", true).have(5, 0, "c", true);
    Map<String, Double> shares = perZone("a");
    assertThat(shares.get("a")).isCloseTo(0.42, EXACTLY);
    // b has 4/10 − 1/3 to spare, c 5/10 − 1/3
    double ratio = shares.getOrDefault("c", 0.0) / shares.getOrDefault("b", 0.0);
    assertThat(ratio).isCloseTo(2.5, EXACTLY);
  }

  @Test
  void aZoneWithoutRouteesLeftSendsEverythingElsewhereAndAnUnknownOneToAllAlike() {
    have(2, 0, "a", false).have(2, 0, "b", true).have(2, 0, "c", true);
    assertThat(perZone("a").getOrDefault("a", 0.0)).isZero();
    assertThat(perZone("a").get("b")).isCloseTo(0.5, EXACTLY);
    assertThat(groups("z", 50)).hasSize(1);
    assertThat(groups("", 50)).hasSize(1);
  }

  /** With callers spread evenly, no routee gets more than 1.4 times its part. */
  @Test
  void noRouteeIsOverloadedByCallersOfItsZone() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      members.clear();
      String[] zones = {"a", "b", "c", "d"};
      int passing = 0;
      for (String zone : zones) {
        int count = 1 + random.nextInt(8);
        have(count, 0, zone, true);
        passing += count;
      }
      var got = new HashMap<String, Double>();
      for (String caller : zones) {
        perZone(caller).forEach((zone, share) -> got.merge(zone, share / 4, Double::sum));
      }
      for (String zone : zones) {
        long count = members.stream().filter(one -> one.zone().equals(zone)).count();
        assertThat(got.getOrDefault(zone, 0.0) / count * passing)
            .as("zone %s of %s, seed %d", zone, members, seed)
            .isLessThan(1.4 + 1e-9);
      }
    }
  }

  @Test
  void theNextTierTakesWhatTheFirstDoesNotSufficeForAndGivesItBack() {
    have(10, 0, "", true).have(10, 1, "", true);
    assertThat(ofTier(0, 50)).isEqualTo(1);
    for (int failing = 1; failing <= 10; failing++) {
      members.set(failing - 1, new Member(0, "", 100, 1, false));
      double expected = Math.min(1, 1.4 * (10 - failing) / 10);
      assertThat(ofTier(0, 0)).as("%d failing", failing).isCloseTo(expected, EXACTLY);
      assertThat(ofTier(1, 0)).isCloseTo(1 - expected, EXACTLY);
    }
    members.replaceAll(one -> new Member(one.tier(), "", 100, 1, true));
    assertThat(ofTier(0, 50)).isEqualTo(1);
  }

  @Test
  void tiersThatDoNotSufficeTogetherTakeAllBetweenThem() {
    have(3, 0, "", true).have(7, 0, "", false).have(1, 1, "", true).have(9, 1, "", false);
    assertThat(ofTier(0, 0)).isCloseTo(0.75, EXACTLY);
    assertThat(ofTier(1, 0)).isCloseTo(0.25, EXACTLY);
  }

  @Test
  void panicsOnlyWhenEveryTierIsBelowTheThreshold() {
    have(1, 0, "", true).have(9, 0, "", false).have(10, 1, "", true);
    assertThat(groups("", 50).stream().mapToInt(group -> group.members().length).sum())
        .isEqualTo(11);
    members.subList(14, 20).replaceAll(one -> new Member(1, "", 100, 1, false));
    assertThat(groups("", 50).stream().mapToInt(group -> group.members().length).sum())
        .isEqualTo(20);
    assertThat(groups("", 10).stream().mapToInt(group -> group.members().length).sum())
        .isEqualTo(5);
  }

  @Test
  void inPanicNoZoneIsPreferred() {
    have(2, 0, "a", true).have(6, 0, "b", false);
    assertThat(perZone("a").get("a")).isCloseTo(0.25, EXACTLY);
  }

  @Test
  void panicAtExactlyTheThresholdIsNone() {
    have(5, 0, "", true).have(5, 0, "", false);
    assertThat(groups("", 50).getFirst().members()).hasSize(5);
    assertThat(groups("", 51).getFirst().members()).hasSize(10);
  }

  @Test
  void nobodyPassingWithoutPanicMeansNobody() {
    have(3, 0, "", false);
    assertThat(groups("", 0)).isEmpty();
  }
}
