/**
 * Balancing: which routee takes the next call. The policy says what was configured; what runs is
 * made ready from it: {@link Grouping} decides which routees share the calls by tier, zone and
 * panic, a {@link Selector} picks in a group and sees nothing but {@link Load}s, a {@link
 * HashTable} says where a {@link CallKey} belongs.
 *
 * <p>Start at {@link Selector}; {@link dev.weft.broker.lane.DestinationLane} puts it all together.
 * Loads and selectors belong to one event loop and are used on it alone; tables and keys are
 * immutable and shared. Picking allocates nothing.
 */
@NullMarked
package dev.weft.broker.balance;

import org.jspecify.annotations.NullMarked;
