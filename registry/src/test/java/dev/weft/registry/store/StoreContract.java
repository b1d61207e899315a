package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.registry.store.Store.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store has to do. Extend it and say how yours is opened. */
abstract class StoreContract {
  private static final Duration SOON = Duration.ofSeconds(10);

  protected Store store;

  /** Opens the store, with what it held when it was last closed. */
  protected abstract Store open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  protected long put(String key, String value) {
    return ((Outcome.Done) store.put(key, value.getBytes(UTF_8), Store.ANY)).revision();
  }

  protected String read(String key) {
    Store.Entry entry = store.get(key);
    return entry == null ? null : new String(entry.value(), UTF_8);
  }

  protected void reopen() {
    store.close();
    store = open();
  }

  @Test
  void countsEveryWriteWithOneRevision() {
    long first = put("/a", "1");

    assertThat(put("/b", "2")).isEqualTo(first + 1);
    assertThat(((Outcome.Done) store.delete("/a", Store.ANY)).revision()).isEqualTo(first + 2);
    assertThat(store.revision()).isEqualTo(first + 2);
  }

  @Test
  void readsWhatWasWrittenLast() {
    put("/a", "1");
    long last = put("/a", "2");

    assertThat(read("/a")).isEqualTo("2");
    assertThat(store.get("/a").modRevision()).isEqualTo(last);
    assertThat(store.get("/b")).isNull();
  }

  @Test
  void createsOnlyWhereNothingIs() {
    assertThat(store.put("/a", new byte[] {1}, Store.ABSENT)).isInstanceOf(Outcome.Done.class);
    long revision = store.revision();

    assertThat(store.put("/a", new byte[] {2}, Store.ABSENT))
        .isEqualTo(new Outcome.Mismatch(revision, revision));
    assertThat(store.get("/a").value()).containsExactly(1);
  }

  @Test
  void writesOnlyOverTheExpectedRevision() {
    long old = put("/a", "1");
    long current = put("/a", "2");

    assertThat(store.put("/a", new byte[0], old)).isEqualTo(new Outcome.Mismatch(current, current));
    assertThat(store.delete("/a", old)).isEqualTo(new Outcome.Mismatch(current, current));
    assertThat(read("/a")).isEqualTo("2");
    assertThat(store.put("/a", new byte[0], current)).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void deletesOnlyWhatIsThere() {
    assertThat(store.delete("/a", Store.ANY)).isEqualTo(new Outcome.Mismatch(Store.ABSENT, 0));

    long revision = put("/a", "1");
    assertThat(store.delete("/a", revision)).isInstanceOf(Outcome.Done.class);
    assertThat(store.get("/a")).isNull();
  }

  @Test
  void listsAPrefixInOrderAtOneRevision() {
    put("/b/2", "x");
    put("/a/1", "x");
    put("/b/1", "x");
    long revision = put("/c/1", "x");

    Store.Range range = store.list("/b/");

    assertThat(range.entries()).extracting(Store.Entry::key).containsExactly("/b/1", "/b/2");
    assertThat(range.revision()).isEqualTo(revision);
  }

  @Test
  void watchesAPrefixFromARevisionOn() throws Exception {
    long before = put("/a/1", "old");
    put("/b/1", "elsewhere");
    long second = put("/a/2", "new");

    try (StoreWatch watch = store.watch("/a/", before)) {
      assertThat(watch.poll(SOON).revision()).isEqualTo(second);
      long third = ((Outcome.Done) store.delete("/a/1", Store.ANY)).revision();
      assertThat(watch.poll(SOON)).isEqualTo(new StoreChange.Delete("/a/1", third));
      assertThat(watch.poll(Duration.ZERO)).isNull();
    }
  }

  @Test
  void refusesToWatchFromARevisionThatIsYetToCome() {
    assertThatThrownBy(() -> store.watch("/", store.revision() + 1))
        .isInstanceOf(CompactedException.class);
  }

  @Test
  void keepsEverythingThroughAReopening() {
    long first = put("/a", "1");
    put("/b", "2");
    store.delete("/b", Store.ANY);
    long revision = store.revision();

    reopen();

    assertThat(store.revision()).isEqualTo(revision);
    assertThat(read("/a")).isEqualTo("1");
    assertThat(store.get("/a").modRevision()).isEqualTo(first);
    assertThat(store.get("/b")).isNull();
    assertThat(put("/c", "3")).isEqualTo(revision + 1);
  }

  @Test
  void endsAWaitingWatchWhenTheStoreCloses() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      StoreWatch watch = store.watch("/", store.revision());
      Future<StoreChange> waiting = threads.submit(() -> watch.poll(Duration.ofMinutes(5)));

      store.close();

      assertThatThrownBy(waiting::get).hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusesToWriteOnceClosed() {
    store.close();

    assertThatThrownBy(() -> put("/a", "1")).isInstanceOf(StoreException.class);
  }

  @Test
  void letsOneOfManyConcurrentWritersWinEachRevision() throws Exception {
    int writers = 32;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        StoreWatch watch = store.watch("/", store.revision())) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        tasks.add(() -> {
          int lost = 0;
          while (!(increment() instanceof Outcome.Done)) {
            lost++;
          }
          return lost;
        });
      }
      for (Future<Integer> task : threads.invokeAll(tasks)) {
        task.get();
      }
      assertThat(read("/counter")).isEqualTo(Integer.toString(writers));
      long last = 0;
      for (int i = 0; i < writers; i++) {
        long revision = watch.poll(SOON).revision();
        assertThat(revision).isGreaterThan(last);
        last = revision;
      }
    }
  }

  private Outcome increment() {
    Store.Entry entry = store.get("/counter");
    int count = entry == null ? 0 : Integer.parseInt(new String(entry.value(), UTF_8));
    long expected = entry == null ? Store.ABSENT : entry.modRevision();
    return store.put("/counter", Integer.toString(count + 1).getBytes(UTF_8), expected);
  }
}
