package dev.weft.broker.observe;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All that look on, some added while calls run. One that throws has a defect, which must not become
 * that of the calls: it is told nothing any more.
 */
public final class Observers implements ExchangeObserver {
  private static final System.Logger LOG = System.getLogger(Observers.class.getName());

  private final List<ExchangeObserver> all;

  public Observers(ExchangeObserver... first) {
    all = new CopyOnWriteArrayList<>(first);
  }

  public void add(ExchangeObserver observer) {
    all.add(observer);
  }

  @Override
  public void began(ObservedExchange exchange) {
    for (ExchangeObserver observer : all) {
      try {
        observer.began(exchange);
      } catch (RuntimeException e) {
        drop(observer, e);
      }
    }
  }

  @Override
  public void ended(ObservedExchange exchange, Outcome outcome, long durationNanos) {
    for (ExchangeObserver observer : all) {
      try {
        observer.ended(exchange, outcome, durationNanos);
      } catch (RuntimeException e) {
        drop(observer, e);
      }
    }
  }

  private void drop(ExchangeObserver observer, RuntimeException defect) {
    all.remove(observer);
    LOG.log(
        System.Logger.Level.ERROR,
        observer.getClass().getName() + " failed by a defect and sees no more calls",
        defect);
  }
}
