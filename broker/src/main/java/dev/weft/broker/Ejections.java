package dev.weft.broker;

import dev.weft.broker.eject.EjectionListener;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Logs and counts ejections and tells whoever asked. */
final class Ejections implements EjectionListener {
  private static final System.Logger LOG = System.getLogger(Broker.class.getName());

  private final List<EjectionListener> listeners = new CopyOnWriteArrayList<>();
  private final LongAdder count = new LongAdder();

  void add(EjectionListener listener) {
    listeners.add(listener);
  }

  long count() {
    return count.sum();
  }

  @Override
  public void ejected(ServiceName service, RouteeId routee, String cause, Duration wait) {
    count.increment();
    LOG.log(
        System.Logger.Level.INFO,
        () ->
            "ejected "
                + routee
                + " of "
                + service
                + ": "
                + cause
                + "; trial call in "
                + wait.toMillis()
                + " ms");
    listeners.forEach(listener -> listener.ejected(service, routee, cause, wait));
  }

  @Override
  public void returned(ServiceName service, RouteeId routee) {
    LOG.log(System.Logger.Level.INFO, () -> "returned " + routee + " of " + service);
    listeners.forEach(listener -> listener.returned(service, routee));
  }
}
