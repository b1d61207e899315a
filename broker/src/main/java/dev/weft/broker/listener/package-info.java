/**
 * Sockets: what the platform offers ({@link Transport}) and the listeners that accept callers.
 *
 * <p>Start at {@link HttpListener}. Binding and closing block and are called from ordinary threads;
 * accepted channels live on the loop that accepted them.
 */
@NullMarked
package dev.weft.broker.listener;

import org.jspecify.annotations.NullMarked;
