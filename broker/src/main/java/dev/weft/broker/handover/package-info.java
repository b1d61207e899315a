/**
 * Listening sockets passed from a process to the one that takes its place, so that not one
 * connection is refused, nor lost in a queue that nobody empties any more.
 *
 * <p>Start at {@link Handover}, the one that leaves; {@link Takeover} is the one that comes. Both
 * block and are used by ordinary threads; docs/design/handover.md has the reasons.
 */
@NullMarked
package dev.weft.broker.handover;

import org.jspecify.annotations.NullMarked;
