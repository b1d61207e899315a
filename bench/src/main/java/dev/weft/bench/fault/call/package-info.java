/**
 * The callers: {@link dev.weft.bench.fault.call.Callers} call at a constant rate from due times,
 * whatever becomes of the calls before, and {@link dev.weft.bench.fault.call.Calls} is what came of
 * it. One platform thread keeps the time, each call has a virtual thread.
 */
@NullMarked
package dev.weft.bench.fault.call;

import org.jspecify.annotations.NullMarked;
