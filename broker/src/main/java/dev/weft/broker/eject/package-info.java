/**
 * Ejection: what this broker itself holds of each routee, from the outcomes of real calls, faster
 * than any probe. A routee is <b>passing</b>, <b>ejected</b>, or in <b>probation</b> while one real
 * trial call decides.
 *
 * <p>Start at {@link Standing}. Everything here is shared by all loops and safe on any thread: one
 * immutable state per routee, swapped atomically, and no write at all while calls succeed.
 */
@NullMarked
package dev.weft.broker.eject;

import org.jspecify.annotations.NullMarked;
