/**
 * The load: a client that is cheap enough to share a machine with what it measures, and the same
 * for every peer. Start at {@link dev.weft.bench.load.Driver}; {@link dev.weft.bench.load.Ask} is
 * what is asked, {@link dev.weft.bench.load.HttpWire} and {@link dev.weft.bench.load.GrpcWire} are
 * how it is said to Weft and to etcd.
 *
 * <p>Everything runs on the one thread that made the driver.
 */
@NullMarked
package dev.weft.bench.load;

import org.jspecify.annotations.NullMarked;
