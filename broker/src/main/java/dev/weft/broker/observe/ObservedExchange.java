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

  /** Why the last try was where it was. */
  Picked picked();

  /** Why no other try followed an answer that is a failure; empty if there is no such answer. */
  String next();

  /** When the answer began that the caller got, in the clock's nanoseconds; 0 if none did. */
  long answeredNanos();

  /** How long it has waited for a connection or for room at a routee. */
  long waitedNanos();

  /** After which time without an answer it counts as slow. */
  long slowNanos();

  /** The request's target as it came; see {@link Asked}. */
  Asked asked();

  /** What the caller speaks: {@code http/1.1}, {@code http/2} or {@code tcp}. */
  String protocol();

  /** The answer's gRPC status; −1 if it has none. */
  int grpcStatus();

  /** Of the request's body, as passed on. */
  long bytesIn();

  /** Of the answer's body, as passed on. */
  long bytesOut();

  /** Of the try that counts, in the trace; 0 for none. */
  long trySpan();

  /** Whose trace it is part of; null while none are taken. */
  @Nullable Tracing tracing();

  /** Whether it failed, was tried again or was slow; known when it has ended. */
  Trail.Notable notable();

  /** What is remembered of it when it has ended: one copy for all observers, who may keep it. */
  Trail trail();
}
