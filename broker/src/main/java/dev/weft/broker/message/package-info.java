/**
 * What a request's or an answer's head is inside the broker, whatever protocol brought it: bytes
 * and offsets ({@link Head}), without an object per field.
 *
 * <p>Start at {@link Head}. A head belongs to one exchange and is used on that exchange's loop
 * only.
 */
@NullMarked
package dev.weft.broker.message;

import org.jspecify.annotations.NullMarked;
