/**
 * The agent's admin port: health, metrics, and what the broker holds.
 *
 * <p>Start at {@link AgentAdmin}. Requests are served on virtual threads that may block.
 */
@NullMarked
package dev.weft.broker.admin;

import org.jspecify.annotations.NullMarked;
