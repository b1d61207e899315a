package dev.weft.broker.lane;

import dev.weft.broker.balance.Group;
import dev.weft.broker.balance.Selector;
import dev.weft.broker.route.Destination;

/**
 * What a destination's picks go by on one loop until something changes. The arrays are the loop's
 * own: read there, and not changed.
 *
 * @param routees of the admitted, in their order
 * @param tierOf of each
 * @param pickable of each: whether it may be picked at all
 * @param groups that share the calls
 * @param selectors of each group
 * @param limited whether each has as many calls as it can do at once
 * @param out the ejected and those in probation
 */
@SuppressWarnings("ArrayRecordComponent") // lives for a moment, and is compared with nothing
record PickBasis(
    Destination destination,
    RouteeLane[] routees,
    int[] tierOf,
    boolean[] pickable,
    Group[] groups,
    Selector[] selectors,
    boolean limited,
    RouteeLane[] out) {}
