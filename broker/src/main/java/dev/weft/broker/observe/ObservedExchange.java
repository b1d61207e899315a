package dev.weft.broker.observe;

import dev.weft.broker.message.ExchangeId;
import dev.weft.broker.message.Head;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One exchange as observers see it: an HTTP request with its answer, or a TCP connection. The
 * object is the exchange's own: it is read on its loop while an observer is being told of it, and
 * not kept; who needs something later copies it.
 */
public interface ObservedExchange {
  /** What it is called by in answers and logs. */
  ExchangeId id();

  /** Who called, as a service is addressed, or {@code unknown}, or an address. */
  String caller();

  /** The caller's address as the wire shows it, without port. */
  String callerAddress();

  /** The request's head as it is passed on, X-Weft-Exchange included; null for TCP. */
  @Nullable Head request();

  /** The service that it was first routed to; null if none was found. */
  @Nullable ServiceName service();

  /**
   * The name of the route rule that matched; empty where the service's own policy alone applies.
   */
  String route();

  /** The routee tried last; null if none was. */
  @Nullable RouteeId routee();

  /** Tries after the first. */
  int retries();

  /** Tries that failed, in their order; those of the caller's answer are not among them. */
  List<FailedTry> failedTries();

  /** When the request's head was read, in the clock's nanoseconds. */
  long beganNanos();

  /** When the last try began, in the clock's nanoseconds; 0 if there was none. */
  long triedNanos();
}
