/**
 * How many calls a routee may have at once before it is worse off with one more, learned from its
 * answers alone.
 *
 * <p>Start at {@link AdaptiveLimit}, one for each routee, shared by the loops; {@link AnswerTimes}
 * is what it has seen of a while. {@link PendingCalls} belongs to one loop. The question, the other
 * ways to answer it and how it is checked stand in {@code docs/design/limits.md}.
 */
@NullMarked
package dev.weft.broker.limit;

import org.jspecify.annotations.NullMarked;
