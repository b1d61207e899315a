/**
 * What routes' filters do to calls and answers: pure changes of heads, and answers in a routee's
 * stead. No call is sent here.
 *
 * <p>Start at {@link dev.weft.broker.filter.RuleFilters}. Compiled on the thread that brings the
 * snapshot, then immutable; used on any loop.
 */
@NullMarked
package dev.weft.broker.filter;

import org.jspecify.annotations.NullMarked;
