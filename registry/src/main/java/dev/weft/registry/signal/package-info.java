/**
 * The golden signals of the mesh: who calls whom, how often, how well and how fast, as agents
 * report it each second. The last minute by edge ({@link RecentSeconds}), a quarter of an hour of
 * points ({@link SeriesBook}) in memory, a day of minutes on disk ({@link MinuteFiles}).
 *
 * <p>Start at {@link Signals}, which is safe on any thread; the others are its own, under its lock.
 */
@NullMarked
package dev.weft.registry.signal;

import org.jspecify.annotations.NullMarked;
