/**
 * Retries: how many a service may have ({@link RetryBudget}) and when one try has waited long
 * enough ({@link TryTimeout}).
 *
 * <p>The budget is shared by all loops; a try timeout belongs to one.
 */
@NullMarked
package dev.weft.broker.retry;

import org.jspecify.annotations.NullMarked;
