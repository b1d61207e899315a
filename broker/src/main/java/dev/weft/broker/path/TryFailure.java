package dev.weft.broker.path;

import dev.weft.broker.eject.Fault;
import org.jspecify.annotations.Nullable;

/** How one try at one routee can fail, and what follows from it. */
public enum TryFailure {
  REFUSED(ProxyError.CONNECTION_REFUSED, Fault.REFUSED, true),
  CONNECT_TIMEOUT(ProxyError.CONNECTION_TIMEOUT, Fault.CONNECT, true),
  /** It took the connection and did not begin to speak. */
  SILENT(ProxyError.CONNECTION_TIMEOUT, Fault.CONNECT, true),
  /** Its host's name has no address. */
  NOT_FOUND(ProxyError.DNS_ERROR, Fault.CONNECT, true),
  NOT_FOUND_IN_TIME(ProxyError.DNS_TIMEOUT, Fault.CONNECT, true),
  UNREACHABLE(ProxyError.CONNECTION_FAILED, Fault.CONNECT, true),
  UNTRUSTED(ProxyError.CERTIFICATE_REFUSED, Fault.CONNECT, true),
  /** No TLS could be agreed on. */
  TLS(ProxyError.TLS_FAILED, Fault.CONNECT, true),
  /** TLS was agreed on, but not the protocol inside. */
  OTHER_PROTOCOL(ProxyError.TLS_FAILED, Fault.CONNECT, true),
  /** The routee says that it has not looked at it (RFC 9113, section 8.7). */
  NOT_PROCESSED(ProxyError.CONNECTION_TERMINATED, null, true),
  /** A kept connection had been closed meanwhile: says nothing about the routee. */
  STALE(ProxyError.CONNECTION_TERMINATED, null, false),
  /** It closed the connection before its answer was whole. */
  CLOSED(ProxyError.CONNECTION_TERMINATED, Fault.RESET, false),
  /** It reset the connection or the stream. */
  RESET(ProxyError.CONNECTION_TERMINATED, Fault.RESET, false),
  /** It reset the stream with CANCEL. */
  CANCELLED(ProxyError.CONNECTION_TERMINATED, Fault.RESET, false),
  /** It reset the stream with ENHANCE_YOUR_CALM. */
  OVERRUN(ProxyError.CONNECTION_TERMINATED, Fault.RESET, false),
  TIMED_OUT(ProxyError.RESPONSE_TIMEOUT, Fault.TIMEOUT, false),
  MALFORMED(ProxyError.PROTOCOL_ERROR, Fault.MALFORMED, false),
  UNAVAILABLE(ProxyError.DESTINATION_UNAVAILABLE, Fault.SERVER_ERROR, false);

  private final ProxyError error;
  private final @Nullable Fault fault;
  private final boolean unsent;

  TryFailure(ProxyError error, @Nullable Fault fault, boolean unsent) {
    this.error = error;
    this.fault = fault;
    this.unsent = unsent;
  }

  /** What the caller is told if there is no other try. */
  public ProxyError error() {
    return error;
  }

  /** What the routee is charged with; null for nothing. */
  public @Nullable Fault fault() {
    return fault;
  }

  /** Whether no byte of the request had been written: then any method may be tried again. */
  public boolean unsent() {
    return unsent;
  }

  /** What a caller sees whose answer had begun. */
  public Cut cut() {
    return switch (this) {
      case RESET, NOT_PROCESSED -> Cut.RESET;
      case CANCELLED -> Cut.CANCELLED;
      case OVERRUN -> Cut.OVERRUN;
      case TIMED_OUT -> Cut.TIMED_OUT;
      default -> Cut.SHORT;
    };
  }

  /** Whether the same routee is worth another try where it is the only one. */
  public boolean sameRouteeMayDo() {
    // A full accept queue drops the first packet and takes the next; a GOAWAY is one connection's.
    return switch (this) {
      case STALE,
          CLOSED,
          RESET,
          CANCELLED,
          CONNECT_TIMEOUT,
          SILENT,
          NOT_FOUND_IN_TIME,
          NOT_PROCESSED ->
          true;
      default -> false;
    };
  }
}
