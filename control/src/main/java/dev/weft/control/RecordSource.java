package dev.weft.control;

import dev.weft.registry.alert.Alerts;
import dev.weft.registry.event.EventLog;
import java.time.Duration;
import java.util.List;

/** Where events and alerts come from. Safe for use by any thread. */
interface RecordSource {
  RecordKind kind();

  /** What is there, oldest first. */
  List<RecordedItem> all();

  /** Waits for what happens behind a number; empty if nothing does. */
  List<RecordedItem> after(long number, Duration most) throws InterruptedException;

  /** The number of what happened last. */
  long last();

  /** Whether all behind a number is still known. */
  boolean knows(long number);

  /** Events, which never go but by being too old. */
  record Events(EventLog log) implements RecordSource {
    @Override
    public RecordKind kind() {
      return RecordKind.EVENT;
    }

    @Override
    public List<RecordedItem> all() {
      return log.all().stream().map(RecordedItem::of).toList();
    }

    @Override
    public List<RecordedItem> after(long number, Duration most) throws InterruptedException {
      return log.after(number, most).stream().map(RecordedItem::of).toList();
    }

    @Override
    public long last() {
      return log.last();
    }

    @Override
    public boolean knows(long number) {
      return log.knows(number);
    }
  }

  /** Alerts, which are there while they fire. */
  record Firing(Alerts alerts) implements RecordSource {
    @Override
    public RecordKind kind() {
      return RecordKind.ALERT;
    }

    @Override
    public List<RecordedItem> all() {
      return alerts.firing().stream().map(RecordedItem::of).toList();
    }

    @Override
    public List<RecordedItem> after(long number, Duration most) throws InterruptedException {
      return alerts.after(number, most).stream().map(RecordedItem::of).toList();
    }

    @Override
    public long last() {
      return alerts.last();
    }

    @Override
    public boolean knows(long number) {
      return alerts.knows(number);
    }
  }
}
