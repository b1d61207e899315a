/**
 * A line for each exchange.
 *
 * <p>Start at {@link AccessLog}. It is told of exchanges on their loops, and writes on a virtual
 * thread behind a bounded queue.
 */
@NullMarked
package dev.weft.broker.accesslog;

import org.jspecify.annotations.NullMarked;
