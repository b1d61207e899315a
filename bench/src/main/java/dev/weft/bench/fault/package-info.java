/**
 * Faults that are really made, in real processes under steady load, and what callers noticed of
 * them: Weft with nothing but defaults beside peers that were told all they can be told. Start at
 * {@link dev.weft.bench.fault.FaultBench}; {@link dev.weft.bench.fault.Rows} lists what is made, a
 * {@link dev.weft.bench.fault.Stage} is where one row is played. Rows run one after the other, on
 * the main thread.
 */
@NullMarked
package dev.weft.bench.fault;

import org.jspecify.annotations.NullMarked;
