package dev.weft.broker.observe;

import java.util.HexFormat;

/**
 * An exchange's place in a trace (W3C Trace Context). Spans are made of it when the exchange has
 * ended.
 *
 * @param parentSpan the caller's; 0 if the trace begins here
 * @param span of this exchange
 * @param sampled whether its head has decided for it
 * @param state the caller's tracestate; empty for none
 */
public record Tracing(
    long traceHigh, long traceLow, long parentSpan, long span, boolean sampled, String state) {
  private static final HexFormat HEX = HexFormat.of();

  /** The trace's 32 hexadecimal digits. */
  public String traceId() {
    return HEX.toHexDigits(traceHigh) + HEX.toHexDigits(traceLow);
  }
}
