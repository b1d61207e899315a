package dev.weft.registry.alert;

import java.util.List;

/** Where alerts go. */
public interface AlertSink extends AutoCloseable {
  /**
   * Alerts that began or ended; called on the clock's thread, so it must not block.
   *
   * @param changes in the order in which they came about
   */
  void changed(List<Alert> changes);

  @Override
  default void close() {}
}
