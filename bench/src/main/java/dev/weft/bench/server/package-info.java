/**
 * The servers under measurement: {@link dev.weft.bench.server.Peer} is how one is started and
 * spoken to, {@link dev.weft.bench.server.Server} is one that runs, and what it costs.
 */
@NullMarked
package dev.weft.bench.server;

import org.jspecify.annotations.NullMarked;
