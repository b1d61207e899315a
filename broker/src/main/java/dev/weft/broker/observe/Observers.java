package dev.weft.broker.observe;

import dev.weft.model.mesh.ServiceName;
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
  public void started(ServiceName service) {
    for (ExchangeObserver observer : all) {
      try {
        observer.started(service);
      } catch (RuntimeException e) {
        drop(observer, e);
      }
    }
  }

  @Override
  public void ended(ExchangeEnd end) {
    for (ExchangeObserver observer : all) {
      try {
        observer.ended(end);
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
