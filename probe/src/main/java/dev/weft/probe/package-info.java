/**
 * The probe: checks every routee of the snapshot, judges what it sees and reports verdicts.
 *
 * <p>Start at {@link Probe}. It keeps a {@code ServiceWatch} for each service and in it a {@code
 * RouteeWatch} for each routee: the series of that one's checks, one at a time. Below them each
 * class is one decision: {@code Hysteresis} what a sample makes of the state, {@code Damping} how
 * much proof a flapping routee owes, {@code Cadence} when to look again, {@code Judgement} all
 * three together with the sentences for people. Those are pure. {@link Checker} is what looks, and
 * {@code detect} finds what checks do not see.
 *
 * <p>Checks block, each on a virtual thread of its own; snapshots arrive on the source's thread and
 * never wait for a check.
 */
@NullMarked
package dev.weft.probe;

import org.jspecify.annotations.NullMarked;
