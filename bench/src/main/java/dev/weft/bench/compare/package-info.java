/**
 * A broker beside HAProxy, nginx, Envoy and Vert.x: what a request costs each. Start reading at
 * {@link dev.weft.bench.compare.CompareBench}; everything runs on its one thread, which waits while
 * a load runs.
 */
@NullMarked
package dev.weft.bench.compare;

import org.jspecify.annotations.NullMarked;
