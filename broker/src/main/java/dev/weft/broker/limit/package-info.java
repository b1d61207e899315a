/**
 * How many calls a routee may have at once before it is worse off with one more, learned from its
 * answers alone.
 *
 * <p>Start at {@link AdaptiveLimit}, which belongs to one routee as one loop sees it and is touched
 * on that loop's thread only; {@link AnswerTimes} is what it has seen of a while. The question, the
 * other ways to answer it and how it is checked stand in {@code docs/design/limits.md}.
 */
@NullMarked
package dev.weft.broker.limit;

import org.jspecify.annotations.NullMarked;
