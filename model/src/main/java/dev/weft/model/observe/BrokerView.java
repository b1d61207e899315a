package dev.weft.model.observe;

import java.util.Map;

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
}
