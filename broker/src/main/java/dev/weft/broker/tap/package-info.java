/**
 * Exchanges as they end, for those who look on, and the last ones for those who come later.
 *
 * <p>Start at {@link Taps}. It is told of exchanges on their loops and decides there who wants
 * which; everything else is safe on any thread.
 */
@NullMarked
package dev.weft.broker.tap;

import org.jspecify.annotations.NullMarked;
