package dev.weft.broker.observe;

import dev.weft.broker.message.Head;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an exchange when it has ended. Those in a {@link TrailBook} are written
 * again and again by their loop; a copy is nobody else's and does not change.
 *
 * <p>Of headers nothing is kept, and of the query its length.
 */
public final class Trail {
  private static final int MOST_PATH = 160;
  private static final int MOST_AUTHORITY = 96;
  private static final int MOST_METHOD = 16;
  static final int MOST_TRIES = 12;

  /** Why an exchange is kept longer than others. */
  public enum Notable {
    NO,
    FAILED,
    RETRIED,
    SLOW;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private long id;
  private long beganNanos;
  private long durationNanos;
  private long triedNanos;
  private long answeredNanos;
  private long waitedNanos;
  private String caller = "";
  private String callerAddress = "";
  private String protocol = "";
  private String route = "";
  private String next = "";
  private @Nullable ServiceName service;
  private @Nullable RouteeId routee;
  private Outcome outcome = new Outcome.CallerLeft();
  private Notable notable = Notable.NO;
  private List<FailedTry> failedTries = List.of();
  private final Picked picked = new Picked();
  private @Nullable Tracing tracing;
  private long trySpan;
  private int retries;
  private int grpcStatus;
  private int queryBytes;
  private long bytesIn;
  private long bytesOut;
  private byte[] text = {};
  private int methodEnd;
  private int authorityEnd;
  private int pathEnd;
  private boolean pathCut;
  private boolean secure;

  Trail() {}

  /** Whether an exchange failed, was tried again or was slow. */
  static Notable notable(ObservedExchange exchange, Outcome outcome, long durationNanos) {
    if (outcome.failed() || failed(exchange.grpcStatus())) {
      return Notable.FAILED;
    }
    if (exchange.retries() > 0) {
      return Notable.RETRIED;
    }
    long answered = exchange.answeredNanos();
    long took = answered == 0 ? durationNanos : answered - exchange.beganNanos();
    return took > exchange.slowNanos() ? Notable.SLOW : Notable.NO;
  }

  /** Whether a gRPC status is the service's failure rather than an answer to the caller's. */
  private static boolean failed(int grpcStatus) {
    return switch (grpcStatus) {
      case 2, 4, 12, 13, 14, 15 -> true; // as OpenTelemetry's conventions for servers have it
      default -> false;
    };
  }

  void fill(
      ObservedExchange exchange, Outcome newOutcome, long newDurationNanos, Notable newNotable) {
    id = exchange.id().number();
    beganNanos = exchange.beganNanos();
    durationNanos = newDurationNanos;
    triedNanos = exchange.triedNanos();
    answeredNanos = exchange.answeredNanos();
    waitedNanos = exchange.waitedNanos();
    caller = exchange.caller();
    callerAddress = exchange.callerAddress();
    protocol = exchange.protocol();
    route = exchange.route();
    next = exchange.next();
    service = exchange.service();
    routee = exchange.routee();
    outcome = newOutcome;
    notable = newNotable;
    failedTries = exchange.failedTries();
    picked.set(exchange.picked());
    tracing = exchange.tracing();
    trySpan = exchange.trySpan();
    retries = exchange.retries();
    grpcStatus = exchange.grpcStatus();
    bytesIn = exchange.bytesIn();
    bytesOut = exchange.bytesOut();
    fillText(exchange.request(), exchange.asked());
  }

  private void fillText(@Nullable Head head, Asked asked) {
    queryBytes = asked.queryBytes();
    secure = asked.secure();
    int method = Math.min(MOST_METHOD, asked.methodEnd() - asked.methodStart());
    int authority = Math.min(MOST_AUTHORITY, asked.authorityEnd() - asked.authorityStart());
    int path = Math.min(MOST_PATH, asked.pathEnd() - asked.pathStart());
    pathCut = path < asked.pathEnd() - asked.pathStart();
    methodEnd = method;
    authorityEnd = method + authority;
    pathEnd = authorityEnd + path;
    if (text.length < pathEnd) {
      text = new byte[(pathEnd + 31) & ~31];
    }
    if (head != null) {
      byte[] bytes = head.bytes();
      System.arraycopy(bytes, asked.methodStart(), text, 0, method);
      System.arraycopy(bytes, asked.authorityStart(), text, method, authority);
      System.arraycopy(bytes, asked.pathStart(), text, authorityEnd, path);
    }
  }

  Trail copy() {
    var copy = new Trail();
    copy.id = id;
    copy.beganNanos = beganNanos;
    copy.durationNanos = durationNanos;
    copy.triedNanos = triedNanos;
    copy.answeredNanos = answeredNanos;
    copy.waitedNanos = waitedNanos;
    copy.caller = caller;
    copy.callerAddress = callerAddress;
    copy.protocol = protocol;
    copy.route = route;
    copy.next = next;
    copy.service = service;
    copy.routee = routee;
    copy.outcome = outcome;
    copy.notable = notable;
    copy.failedTries = failedTries;
    copy.picked.set(picked);
    copy.tracing = tracing;
    copy.trySpan = trySpan;
    copy.retries = retries;
    copy.grpcStatus = grpcStatus;
    copy.queryBytes = queryBytes;
    copy.bytesIn = bytesIn;
    copy.bytesOut = bytesOut;
    copy.text = Arrays.copyOf(text, pathEnd);
    copy.methodEnd = methodEnd;
    copy.authorityEnd = authorityEnd;
    copy.pathEnd = pathEnd;
    copy.pathCut = pathCut;
    copy.secure = secure;
    return copy;
  }

  public long id() {
    return id;
  }

  /** In the clock's nanoseconds. */
  public long beganNanos() {
    return beganNanos;
  }

  public long durationNanos() {
    return durationNanos;
  }

  /** When the last try began, in the clock's nanoseconds; 0 if there was none. */
  public long triedNanos() {
    return triedNanos;
  }

  /** When the caller's answer began, in the clock's nanoseconds; 0 if none did. */
  public long answeredNanos() {
    return answeredNanos;
  }

  /** For a connection, or for room at a routee. */
  public long waitedNanos() {
    return waitedNanos;
  }

  public String caller() {
    return caller;
  }

  public String callerAddress() {
    return callerAddress;
  }

  public String protocol() {
    return protocol;
  }

  /** Of the rule that matched; empty for none. */
  public String route() {
    return route;
  }

  /** Why no other try followed an answer that is a failure; empty if there is no such answer. */
  public String next() {
    return next;
  }

  public @Nullable ServiceName service() {
    return service;
  }

  /** The one tried last; null if none was. */
  public @Nullable RouteeId routee() {
    return routee;
  }

  public Outcome outcome() {
    return outcome;
  }

  public Notable notable() {
    return notable;
  }

  public List<FailedTry> failedTries() {
    return failedTries;
  }

  /** Why the last try was where it was. */
  public Picked picked() {
    return picked;
  }

  public @Nullable Tracing tracing() {
    return tracing;
  }

  /** Of the last try, in the trace; 0 if nothing was sent of it, or calls are not traced. */
  public long trySpan() {
    return trySpan;
  }

  /** Tries after the first. */
  public int retries() {
    return retries;
  }

  /** −1 if there is none. */
  public int grpcStatus() {
    return grpcStatus;
  }

  /** The query's length with its question mark; 0 for none. */
  public int queryBytes() {
    return queryBytes;
  }

  /** Whether the caller's connection was encrypted. */
  public boolean secure() {
    return secure;
  }

  public long bytesIn() {
    return bytesIn;
  }

  public long bytesOut() {
    return bytesOut;
  }

  public String method() {
    return text(0, methodEnd);
  }

  public String authority() {
    return text(methodEnd, authorityEnd);
  }

  /** Without its query; its first 160 bytes where it is longer. */
  public String path() {
    String path = text(authorityEnd, pathEnd);
    return pathCut ? path + "…" : path;
  }

  private String text(int start, int end) {
    return new String(text, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
