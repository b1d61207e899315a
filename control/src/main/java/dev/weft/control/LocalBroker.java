package dev.weft.control;

import dev.weft.model.observe.BrokerView;
import org.jspecify.annotations.Nullable;

/**
 * The broker in the registry's own process, of which the API may be asked. It may start after the
 * API. Safe for use by any thread.
 */
public final class LocalBroker {
  private volatile @Nullable BrokerView view;

  /** From now on there is one. */
  public void is(BrokerView started) {
    view = started;
  }

  /**
   * The broker.
   *
   * @throws Refusal 501 if there is none
   */
  BrokerView orRefuse() {
    @Nullable BrokerView known = view;
    if (known == null) {
      throw Refusal.notImplemented(
          "there is no broker in the registry's process: ask the agent of the caller's host, as"
              + " each broker decides by what it has seen itself (weft explain --agent"
              + " http://127.0.0.1:7072)");
    }
    return known;
  }
}
