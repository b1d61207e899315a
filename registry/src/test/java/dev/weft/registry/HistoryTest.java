package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.Kind;
import dev.weft.registry.store.Store;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HistoryTest {
  private static Event event(long revision, int bytes) {
    var entry = new Store.Entry("/configmaps/default/a", new byte[bytes], revision);
    return new Event(Event.Type.MODIFIED, revision, Document.of(Kind.CONFIG_MAP, entry));
  }

  private static Event next(History.Cursor cursor) throws InterruptedException {
    return cursor.next(document -> true, Duration.ZERO);
  }

  private static void append(History history, Event... events) {
    history.append(List.of(events), events[events.length - 1].revision());
  }

  @Test
  void tellsEveryReaderEveryEventInOrder() throws Exception {
    var history = new History(4, 1_000);
    History.Cursor early = history.after(0);
    append(history, event(1, 1), event(3, 1));
    History.Cursor late = history.after(1);
    append(history, event(4, 1));

    assertThat(List.of(next(early), next(early), next(early)))
        .extracting(Event::revision)
        .containsExactly(1L, 3L, 4L);
    assertThat(List.of(next(late), next(late))).extracting(Event::revision).containsExactly(3L, 4L);
    assertThat(next(early)).isNull();
    assertThat(next(late)).isNull();
  }

  @Test
  void cutsAReaderThatIsMoreEventsBehindThanAreKept() throws Exception {
    var history = new History(4, 1_000);
    History.Cursor slow = history.after(0);
    for (int i = 1; i <= 4; i++) {
      append(history, event(i, 1));
    }
    assertThat(next(slow).revision()).isEqualTo(1);

    append(history, event(5, 1), event(6, 1));

    assertThatThrownBy(() -> next(slow))
        .isInstanceOf(CatalogException.RevisionGone.class)
        .hasMessage("changes after revision 1 are not known; known are those after 2 up to 6");
    assertThatThrownBy(() -> history.after(1)).isInstanceOf(CatalogException.RevisionGone.class);
    assertThat(next(history.after(2)).revision()).isEqualTo(3);
  }

  @Test
  void keepsNoMoreBytesThanAllowedButAlwaysTheNewestEvent() throws Exception {
    var history = new History(1_000, 100);
    History.Cursor slow = history.after(0);
    append(history, event(1, 40), event(2, 40));
    append(history, event(3, 40));
    assertThatThrownBy(() -> next(slow)).isInstanceOf(CatalogException.RevisionGone.class);
    assertThat(next(history.after(1)).revision()).isEqualTo(2);

    append(history, event(4, 5_000));

    assertThatThrownBy(() -> history.after(2)).isInstanceOf(CatalogException.RevisionGone.class);
    assertThat(next(history.after(3)).revision()).isEqualTo(4);
    append(history, event(5, 1));
    assertThat(next(history.after(4)).revision()).isEqualTo(5);
  }

  @Test
  void cutsEveryReaderWhenItStartsAnew() throws Exception {
    var history = new History(4, 1_000);
    append(history, event(1, 1));
    History.Cursor upToDate = history.after(1);

    history.restart(1);

    assertThatThrownBy(() -> next(upToDate)).isInstanceOf(CatalogException.RevisionGone.class);
    assertThat(next(history.after(1))).isNull();
  }

  @Test
  void passesOverWhatIsNotWantedAndOverRevisionsWithoutEvents() throws Exception {
    var history = new History(4, 1_000);
    History.Cursor cursor = history.after(0);
    append(history, event(1, 1), event(2, 7));
    history.append(List.of(), 5);

    Event found = cursor.next(document -> document.storedBytes() == 7, Duration.ZERO);

    assertThat(found.revision()).isEqualTo(2);
    assertThat(history.revision()).isEqualTo(5);
    assertThat(next(history.after(5))).isNull();
  }

  @Test
  void endsAWaitWhenTheReaderOrTheHistoryIsClosed() {
    var history = new History(4, 1_000);
    History.Cursor one = history.after(0);
    History.Cursor other = history.after(0);
    one.close();
    assertThatThrownBy(() -> next(one)).isInstanceOf(IllegalStateException.class);

    history.close();

    assertThatThrownBy(() -> other.next(document -> true, Duration.ofMinutes(1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
