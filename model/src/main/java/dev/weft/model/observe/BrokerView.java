package dev.weft.model.observe;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a broker can be asked about calls; answers are trees of JSON whose fields are in
 * docs/design/explain.md. Safe on any thread but a broker's own; blocks for a moment.
 */
public interface BrokerView {
  /**
   * What would become of a call. None is sent, and nothing changes.
   *
   * @throws IllegalArgumentException with a sentence if that could be no request
   */
  Map<String, Object> explain(CallQuestion question);

  /**
   * What became of an exchange; null if it is not remembered.
   *
   * @param id its 16 hexadecimal digits
   * @throws IllegalArgumentException with a sentence if that is no exchange's name
   */
  @Nullable Map<String, Object> exchange(String id);

  /** The last exchanges, the newest first. */
  List<Map<String, Object>> exchanges(ExchangeFilter filter);

  /**
   * Exchanges as they end from now on.
   *
   * @throws IllegalStateException with a sentence if too many look on already
   */
  LiveExchanges tap(ExchangeFilter filter);
}
