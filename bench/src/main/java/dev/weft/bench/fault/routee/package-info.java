/**
 * A routee that fails as it is told: a process of its own, so that it can be killed and frozen like
 * any other. Start at {@link dev.weft.bench.fault.routee.Program}; what it received is in a {@link
 * dev.weft.bench.fault.routee.Ledger}, which outlives it.
 */
@NullMarked
package dev.weft.bench.fault.routee;

import org.jspecify.annotations.NullMarked;
