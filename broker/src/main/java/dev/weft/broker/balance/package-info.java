/**
 * Balancing: which routee takes the next call. The policy says what was configured; a {@link
 * Selector} is what runs, and sees nothing but {@link Load}s.
 *
 * <p>Start at {@link Selector}. Loads and selectors belong to one event loop and are used on it
 * alone. Picking allocates nothing.
 */
@NullMarked
package dev.weft.broker.balance;

import org.jspecify.annotations.NullMarked;
