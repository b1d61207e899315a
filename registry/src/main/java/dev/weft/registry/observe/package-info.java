/**
 * What brokers see of calls, joined: the last minute of each service over all agents, and which
 * routees most of their callers find degraded.
 *
 * <p>Start at {@link Observations}. In memory alone, bounded, no thread of its own.
 */
@NullMarked
package dev.weft.registry.observe;

import org.jspecify.annotations.NullMarked;
