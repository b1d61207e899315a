/**
 * What stands between callers and routees: a {@link dev.weft.bench.fault.front.Front} is a kind of
 * it, Weft or a peer, and a {@link dev.weft.bench.fault.front.Door} is where it takes the calls of
 * one service. {@link dev.weft.bench.fault.front.Started} is a process of any kind.
 */
@NullMarked
package dev.weft.bench.fault.front;

import org.jspecify.annotations.NullMarked;
