package dev.weft.cli.node;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EventSink;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a service with many routees in trouble from filling the list of what happened: of one kind
 * of event about a service, {@value #AT_ONCE} within ten seconds are passed on, and of the rest how
 * many there were and the last of them. Safe on any thread.
 */
final class CalmEvents implements EventSink, AutoCloseable {
  static final int AT_ONCE = 20;

  private static final Duration PERIOD = Duration.ofSeconds(10);

  private record Key(@Nullable ServiceName service, String reason) {}

  private record Told(int count, MeshEvent last) {}

  private final EventSink sink;
  private final Clock.Timer timer;
  private Map<Key, Told> told = new HashMap<>();

  CalmEvents(EventSink sink, Clock clock) {
    this.sink = sink;
    timer = clock.every(PERIOD, this::beginAnew);
  }

  @Override
  public void tell(MeshEvent event) {
    if (count(event) <= AT_ONCE) {
      sink.tell(event);
    }
  }

  private synchronized int count(MeshEvent event) {
    return told.merge(
            new Key(event.service(), event.reason()),
            new Told(1, event),
            (before, one) -> new Told(before.count + 1, event))
        .count;
  }

  private void beginAnew() {
    Map<Key, Told> over;
    synchronized (this) {
      over = told;
      told = new HashMap<>();
    }
    over.forEach((key, all) -> {
      MeshEvent last = all.last;
      if (all.count > AT_ONCE) {
        sink.tell(
            new MeshEvent(
                last.at(),
                last.severity(),
                last.reason(),
                last.service(),
                last.routee(),
                last.source(),
                (all.count - AT_ONCE)
                    + " more of this kind within "
                    + PERIOD.toSeconds()
                    + " s; the last: "
                    + last.message()));
      }
    });
  }

  /** Tells what is left. */
  @Override
  public void close() {
    timer.cancel();
    beginAnew();
  }
}
