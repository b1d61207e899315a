/**
 * Tracing: W3C Trace Context taken on and carried on ({@link TraceContext}), spans made of
 * exchanges that have ended ({@link Spans}) and sent by OTLP ({@link OtlpExport}).
 *
 * <p>Start at {@link Spans}. What concerns a call runs on its loop; encoding and sending on a
 * virtual thread behind a bounded queue.
 */
@NullMarked
package dev.weft.broker.trace;

import org.jspecify.annotations.NullMarked;
