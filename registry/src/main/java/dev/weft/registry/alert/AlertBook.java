package dev.weft.registry.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts fire: a symptom becomes one when it has lasted for its rule's time, and ends when it
 * has been gone for its rule's hold, so that a flicker neither starts nor ends one. A function of
 * symptoms and times; not safe for use by several threads.
 *
 * <p>A symptom that says since when it has lasted is believed, so that a registry that restarts
 * finds the same alerts with the same beginnings at its first look.
 */
final class AlertBook {
  private static final class Page {
    Symptom symptom;
    final Instant startsAt;
    final long sinceNanos;
    long seenNanos;
    long number;

    Page(Symptom symptom, Instant startsAt, long sinceNanos) {
      this.symptom = symptom;
      this.startsAt = startsAt;
      this.sinceNanos = sinceNanos;
    }

    boolean fires() {
      return number > 0;
    }

    Alert alert() {
      return alert(number, null);
    }

    Alert alert(long atNumber, @Nullable Instant endsAt) {
      return new Alert(
          symptom.rule(),
          symptom.subject(),
          symptom.service(),
          symptom.routee(),
          startsAt,
          endsAt,
          symptom.message(),
          atNumber);
    }
  }

  private final Map<Symptom.Key, Page> pages = new LinkedHashMap<>();
  private long number;

  /**
   * @param number the last that was given to a change before
   */
  AlertBook(long number) {
    this.number = number;
  }

  /**
   * Takes what holds now.
   *
   * @return alerts that began or ended, each with a number of its own
   */
  List<Alert> look(List<Symptom> symptoms, long nowNanos, Instant now) {
    var changes = new ArrayList<Alert>();
    for (Symptom symptom : symptoms) {
      Page page = pages.get(symptom.key());
      if (page == null) {
        page = begin(symptom, nowNanos, now);
        pages.put(symptom.key(), page);
      }
      page.symptom = symptom;
      page.seenNanos = nowNanos;
      if (!page.fires() && nowNanos - page.sinceNanos >= symptom.rule().after().toNanos()) {
        page.number = ++number;
        changes.add(page.alert());
      }
    }
    pages
        .values()
        .removeIf(page -> {
          if (page.seenNanos == nowNanos) {
            return false;
          }
          if (!page.fires()) {
            return true;
          }
          boolean over = nowNanos - page.seenNanos >= page.symptom.rule().hold().toNanos();
          if (over) {
            changes.add(page.alert(++number, now));
          }
          return over;
        });
    return changes;
  }

  private static Page begin(Symptom symptom, long nowNanos, Instant now) {
    Instant since = symptom.since();
    if (since == null || since.isAfter(now)) {
      return new Page(symptom, now, nowNanos);
    }
    Duration age = Duration.between(since, now);
    boolean told = since.getEpochSecond() > 0; // a verdict that nobody dated is as old as this look
    return told
        ? new Page(symptom, since, nowNanos - Math.min(age.toSeconds(), 86_400) * 1_000_000_000L)
        : new Page(symptom, now, nowNanos);
  }

  /** Those that fire, in the order in which they began to. */
  List<Alert> firing() {
    return pages.values().stream().filter(Page::fires).map(Page::alert).toList();
  }

  long number() {
    return number;
  }
}
