package dev.weft.broker.trace;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Text;
import dev.weft.broker.observe.Tracing;
import java.util.function.LongSupplier;

/**
 * W3C Trace Context, level 1: takes a caller's {@code traceparent} on, or begins a trace, and says
 * in the request which span is its parent. A field that is not as it should be counts as none, and
 * its {@code tracestate} goes with it (section 4.3).
 */
public final class TraceContext {
  private static final byte[] DIGITS = Text.ascii("0123456789abcdef");
  private static final int TRACE_AT = 3;
  private static final int PARENT_AT = 36;
  private static final int FLAGS_AT = 53;
  private static final int LENGTH = 55;
  private static final int SPAN_DIGITS = 16;
  private static final int MOST_STATE = 512;
  private static final String BLANK = "00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-00";

  private final double ratio;

  /**
   * @param ratio of traces that begin here and are sampled, 0 to 1; of others their callers decide
   */
  public TraceContext(double ratio) {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new IllegalArgumentException("a ratio of " + ratio + ": 0 to 1");
    }
    this.ratio = ratio;
  }

  /** Takes on the trace of a request, or begins one; the head then names this exchange's span. */
  public Tracing begin(Head request, LongSupplier random) {
    int field = request.find(Known.TRACEPARENT, 0);
    boolean known =
        field >= 0
            && request.find(Known.TRACEPARENT, field + 1) < 0
            && valid(request.bytes(), request.valueStart(field), request.valueEnd(field));
    long span = notZero(random);
    Tracing tracing;
    if (known) {
      byte[] bytes = request.bytes();
      int at = request.valueStart(field);
      tracing =
          new Tracing(
              number(bytes, at + TRACE_AT),
              number(bytes, at + TRACE_AT + SPAN_DIGITS),
              number(bytes, at + PARENT_AT),
              span,
              (digit(bytes[at + FLAGS_AT + 1]) & 1) != 0,
              state(request));
    } else {
      long low = notZero(random);
      request.drop(Known.TRACESTATE);
      tracing = new Tracing(notZero(random), low, 0, span, samples(low), "");
    }
    write(request, known ? field : -1, tracing);
    return tracing;
  }

  /** Into the caller's field where that is as long, as most are, or else into a new one. */
  private static void write(Head request, int field, Tracing tracing) {
    int into = field;
    if (field < 0 || request.valueEnd(field) - request.valueStart(field) != LENGTH) {
      request.drop(Known.TRACEPARENT);
      request.add(Known.TRACEPARENT, BLANK);
      into = request.find(Known.TRACEPARENT, 0);
    }
    byte[] bytes = request.bytes();
    int at = request.valueStart(into);
    bytes[at] = '0';
    bytes[at + 1] = '0';
    write(bytes, at + TRACE_AT, tracing.traceHigh());
    write(bytes, at + TRACE_AT + SPAN_DIGITS, tracing.traceLow());
    write(bytes, at + PARENT_AT, tracing.span());
    bytes[at + FLAGS_AT] = '0';
    bytes[at + FLAGS_AT + 1] = (byte) (tracing.sampled() ? '1' : '0');
  }

  private static void write(byte[] bytes, int at, long number) {
    for (int i = 0; i < SPAN_DIGITS; i++) {
      bytes[at + i] = DIGITS[(int) (number >>> (4 * (SPAN_DIGITS - 1 - i))) & 0xf];
    }
  }

  /** The next try's span, not 0: its routee is told it as its parent. */
  public static long beginTry(Head request, LongSupplier random) {
    long span = notZero(random);
    int field = request.find(Known.TRACEPARENT, 0);
    if (field >= 0) {
      write(request.bytes(), request.valueStart(field) + PARENT_AT, span);
    }
    return span;
  }

  /** By the trace's own random part, so that all who go by a ratio decide alike. */
  private boolean samples(long low) {
    return ratio >= 1 || (low >>> 8) * 0x1p-56 < ratio;
  }

  private static boolean valid(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < LENGTH || bytes[start + 2] != '-' || bytes[start + 35] != '-') {
      return false;
    }
    boolean version0 = bytes[start] == '0' && bytes[start + 1] == '0';
    boolean versionFf = bytes[start] == 'f' && bytes[start + 1] == 'f';
    if (bytes[start + 52] != '-' || versionFf || (version0 && length != LENGTH)) {
      return false;
    }
    if (length > LENGTH && bytes[start + LENGTH] != '-') {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      if (i != 2 && i != 35 && i != 52 && digit(bytes[start + i]) < 0) {
        return false;
      }
    }
    boolean trace =
        number(bytes, start + TRACE_AT) != 0 || number(bytes, start + TRACE_AT + SPAN_DIGITS) != 0;
    return trace && number(bytes, start + PARENT_AT) != 0;
  }

  private static long number(byte[] bytes, int at) {
    long number = 0;
    for (int i = 0; i < SPAN_DIGITS; i++) {
      number = (number << 4) | digit(bytes[at + i]);
    }
    return number;
  }

  /** Capitals are not allowed. */
  private static int digit(byte b) {
    return b >= '0' && b <= '9' ? b - '0' : b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
  }

  private static String state(Head request) {
    var state = new StringBuilder();
    for (int i = request.find(Known.TRACESTATE, 0);
        i >= 0;
        i = request.find(Known.TRACESTATE, i + 1)) {
      state.append(state.isEmpty() ? "" : ",").append(request.value(i));
    }
    return state.length() > MOST_STATE ? "" : state.toString();
  }

  private static long notZero(LongSupplier random) {
    long number = random.getAsLong();
    return number == 0 ? 1 : number;
  }
}
