package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.registry.store.SimulatedDisk.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Takes the disk apart as kills and losses of power would, at every step and in the middle of it,
 * and opens what is left. More states: {@code -Dweft.crash.generations=1000}.
 */
final class LogStoreCrashTest {
  private static final int GENERATIONS = Integer.getInteger("weft.crash.generations", 12);
  private static final long SEED = Long.getLong("weft.crash.seed", 20_260_101);
  private static final Limits SMALL = new Limits(6 << 10, 2 << 10);
  private static final int POWER_LOSSES_PER_STEP = 4;

  private final Map<String, String> acknowledged = new TreeMap<>();
  private final Map<String, Long> revisions = new HashMap<>();
  private long acknowledgedRevision;
  private int states;

  /** Thousands of torn tails and failures would be thousands of lines. */
  private final Logger log = Logger.getLogger("dev.weft.registry.store");

  @BeforeEach
  void beQuiet() {
    log.setLevel(Level.OFF);
  }

  @AfterEach
  void speakAgain() {
    log.setLevel(null);
  }

  @Test
  void hasEveryAcknowledgedWriteAfterAnyKillAndAnyLossOfPower() throws IOException {
    crash(operation -> false);
    assertThat(states).isGreaterThan(GENERATIONS * 500);
  }

  @Test
  void hasEveryAcknowledgedWriteAlsoWhenTheDiskFailsNowAndThen() throws IOException {
    var faults = new Random(SEED);
    crash(operation -> !operation.endsWith(Mark.FILE) && faults.nextInt(40) == 0);
  }

  private void crash(Predicate<String> failing) throws IOException {
    var random = new Random(SEED);
    Map<String, byte[]> left = Map.of();
    for (int generation = 0; generation < GENERATIONS; generation++) {
      var disk = new SimulatedDisk(left);
      List<Step> before = disk.steps();
      write(disk, random, failing);
      left = crashEverywhere(disk.steps(), before.size(), random);
    }
    System.out.println("states opened: " + states);
  }

  /** Writes alone and in crowds, sometimes closing and opening in between. */
  private void write(SimulatedDisk disk, Random random, Predicate<String> failing) {
    LogStore store = LogStore.open(disk, SMALL);
    disk.failWhen(failing);
    for (int i = 0; i < 60; i++) {
      var writes = new ArrayList<CompletableFuture<?>>();
      for (int j = random.nextInt(4) == 0 ? random.nextInt(6) : 1; j > 0; j--) {
        writes.add(submit(store, disk, random));
      }
      writes.forEach(write -> write.exceptionally(failure -> null).join());
      if (random.nextInt(30) == 0) {
        disk.failWhen(operation -> false);
        store.close();
        store = LogStore.open(disk, SMALL);
        disk.failWhen(failing);
      }
    }
    disk.failWhen(operation -> false);
    store.close();
  }

  private static CompletableFuture<?> submit(LogStore store, SimulatedDisk disk, Random random) {
    String key = "/routees/" + random.nextInt(25);
    if (random.nextInt(5) == 0) {
      return store
          .deleteAsync(key, Store.ANY)
          .thenAccept(outcome -> acknowledge(disk, outcome, key, null));
    }
    String value = "v" + random.nextInt() + "x".repeat(random.nextInt(900));
    return store
        .putAsync(key, value.getBytes(UTF_8), Store.ANY)
        .thenAccept(outcome -> acknowledge(disk, outcome, key, value));
  }

  private static void acknowledge(
      SimulatedDisk disk, Store.Outcome outcome, String key, String value) {
    if (outcome instanceof Store.Outcome.Done done) {
      disk.record(new Step.Acknowledge(done.revision(), key, value));
    }
  }

  /**
   * @param known steps that only set the disk up
   * @return one of the states, to go on from
   */
  private Map<String, byte[]> crashEverywhere(List<Step> steps, int known, Random random)
      throws IOException {
    var disk = new CrashedDisk();
    int stop = known + random.nextInt(steps.size() - known);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (i >= known && step instanceof Step.Write write) {
        check(disk.killedDuring(write, random));
      }
      disk.apply(step);
      note(step);
      if (i >= known) {
        check(disk.killed());
        for (int j = 0; j < POWER_LOSSES_PER_STEP; j++) {
          check(disk.withoutPower(random));
        }
      }
      if (i == stop) {
        Map<String, byte[]> left = random.nextBoolean() ? disk.killed() : disk.withoutPower(random);
        takeOver(left);
        return left;
      }
    }
    throw new AssertionError("there is no step " + stop);
  }

  private void note(Step step) {
    if (step instanceof Step.Acknowledge(long revision, String key, String value)) {
      acknowledgedRevision = revision;
      revisions.put(key, revision);
      if (value == null) {
        acknowledged.remove(key);
      } else {
        acknowledged.put(key, value);
      }
    }
  }

  /** What was in flight at the crash may have come through: from here on it has or has not. */
  private void takeOver(Map<String, byte[]> left) throws IOException {
    Contents contents = Recovery.run(new SimulatedDisk(left)).contents();
    acknowledged.clear();
    revisions.clear();
    for (Store.Entry entry : contents.all()) {
      acknowledged.put(entry.key(), new String(entry.value(), UTF_8));
      revisions.put(entry.key(), entry.modRevision());
    }
    acknowledgedRevision = contents.revision();
  }

  private void check(Map<String, byte[]> left) throws IOException {
    states++;
    String where = "seed " + SEED + ", state " + states;
    Contents contents;
    try {
      var disk = new SimulatedDisk(left);
      Recovery.run(disk);
      contents = Recovery.run(disk).contents(); // what the first one mended must be whole
    } catch (StoreException e) {
      throw new AssertionError(where + ": refused", e);
    }
    long revision = contents.revision();
    assertThat(revision).as(where).isGreaterThanOrEqualTo(acknowledgedRevision);
    acknowledged.forEach((key, value) -> {
      Store.Entry entry = contents.get(key);
      if (entry == null) {
        assertThat(revision).as(where + ": " + key + " gone").isGreaterThan(acknowledgedRevision);
      } else if (entry.modRevision() <= acknowledgedRevision) {
        assertThat(entry.modRevision()).as(where).isEqualTo(revisions.get(key));
        assertThat(new String(entry.value(), UTF_8)).as(where).isEqualTo(value);
      }
    });
    for (Store.Entry entry : contents.all()) {
      if (entry.modRevision() <= acknowledgedRevision) {
        assertThat(acknowledged).as(where).containsKey(entry.key());
      }
    }
  }
}
