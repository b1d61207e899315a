package dev.weft.broker.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.BalancePolicy.Algorithm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HashTableTest {
  private static final int KEYS = 200_000;

  private final long seed = new Random().nextLong();
  private final long[] keys = new SplittableRandom(seed).longs(KEYS).toArray();

  private static boolean all(int member) {
    return true;
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "shop/orders-" + i).toList();
  }

  private static int[] weights(int count) {
    int[] weights = new int[count];
    Arrays.fill(weights, 100);
    return weights;
  }

  private int[] shares(HashTable table, int members) {
    int[] shares = new int[members];
    for (long key : keys) {
      shares[table.pick(key, HashTableTest::all)]++;
    }
    return shares;
  }

  @Test
  void maglevGivesEachTheSameToWithinASlot() {
    var slots = new int[100];
    HashTable table = HashTable.of(Algorithm.MAGLEV, names(100), weights(100));
    for (int slot = 0; slot < 65_537; slot++) {
      slots[table.pick(slot, HashTableTest::all)]++; // a key below the size is its own slot
    }
    assertThat(slots).containsOnly(655, 656);
  }

  @Test
  void maglevGivesByWeightWithinAPercent() {
    int[] weights = {100, 200, 50, 400, 250};
    var slots = new int[5];
    HashTable table = HashTable.of(Algorithm.MAGLEV, names(5), weights);
    for (int slot = 0; slot < 65_537; slot++) {
      slots[table.pick(slot, HashTableTest::all)]++;
    }
    for (int i = 0; i < 5; i++) {
      assertThat((double) slots[i])
          .isCloseTo(65_537 * weights[i] / 1_000.0, Percentage.withPercentage(1));
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 100", "50, 100", "50, 1", "200, 7"})
  void theRingGivesEachAboutTheSame(int members, int weight) {
    int[] weights = weights(members);
    Arrays.fill(weights, weight);
    int[] shares = shares(HashTable.of(Algorithm.RING_HASH, names(members), weights), members);
    double even = (double) KEYS / members;
    double squares = Arrays.stream(shares).mapToDouble(s -> (s / even - 1) * (s / even - 1)).sum();
    assertThat(Math.sqrt(squares / members)).as("deviation, seed %d", seed).isLessThan(0.1);
  }

  @Test
  void theRingGivesByWeight() {
    int[] weights = {100, 300, 100, 300, 200};
    int[] shares = shares(HashTable.of(Algorithm.RING_HASH, names(5), weights), 5);
    for (int i = 0; i < 5; i++) {
      assertThat((double) shares[i])
          .as("%d, seed %d", i, seed)
          .isCloseTo(KEYS * weights[i] / 1_000.0, Percentage.withPercentage(20));
    }
  }

  /** One leaves for good, which is the same as one that comes, read backwards. */
  @ParameterizedTest
  @CsvSource({"RING_HASH, 10, 0", "RING_HASH, 100, 0", "MAGLEV, 10, 0.02", "MAGLEV, 100, 0.02"})
  void whenOneLeavesItsKeysMoveAndHardlyAnyOther(String name, int members, double others) {
    Algorithm algorithm = Algorithm.valueOf(name);
    HashTable before = HashTable.of(algorithm, names(members), weights(members));
    var left = new ArrayList<>(names(members));
    left.remove(3);
    HashTable after = HashTable.of(algorithm, left, weights(members - 1));
    int its = 0;
    int moved = 0;
    for (long key : keys) {
      int was = before.pick(key, HashTableTest::all);
      int is = after.pick(key, HashTableTest::all);
      if (was == 3) {
        its++;
      } else if ((is >= 3 ? is + 1 : is) != was) {
        moved++;
      }
    }
    assertThat((double) its / KEYS)
        .as("seed %d", seed)
        .isCloseTo(1.0 / members, Percentage.withPercentage(25));
    assertThat((double) moved / KEYS).as("seed %d", seed).isLessThanOrEqualTo(others);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"RING_HASH", "MAGLEV"})
  void onlyTheKeysOfOneThatMayNotArePassedOnAndToAllOthers(Algorithm algorithm) {
    HashTable table = HashTable.of(algorithm, names(10), weights(10));
    int[] got = new int[10];
    for (long key : keys) {
      int usual = table.pick(key, HashTableTest::all);
      int now = table.pick(key, member -> member != 4);
      if (usual == 4) {
        got[now]++;
      } else {
        assertThat(now).isEqualTo(usual);
      }
    }
    assertThat(got[4]).isZero();
    got[4] = KEYS;
    assertThat(Arrays.stream(got).min().orElse(0)).as("seed %d", seed).isGreaterThan(KEYS / 300);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"RING_HASH", "MAGLEV"})
  void findsTheLastThatMayAndSaysWhenNobodyMay(Algorithm algorithm) {
    HashTable table = HashTable.of(algorithm, names(300), weights(300));
    for (int i = 0; i < 1_000; i++) {
      assertThat(table.pick(keys[i], member -> member == 77)).isEqualTo(77);
      assertThat(table.pick(keys[i], member -> false)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"RING_HASH", "MAGLEV"})
  void servesEveryKeyOfOneMember(Algorithm algorithm) {
    HashTable table = HashTable.of(algorithm, names(1), new int[] {1_000_000});
    for (long key : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, keys[0]}) {
      assertThat(table.pick(key, HashTableTest::all)).isZero();
    }
  }
}
