/**
 * {@code weft demo}: the example shop as real processes, steady load, and a failure that its
 * callers do not notice.
 *
 * <p>Start at {@link Demo}, which is the order of things. {@code Shop} is what runs, {@code Load}
 * who calls, {@code Tally} what came of it, {@code Trouble} the schedule of what goes wrong, {@code
 * Witness} what the mesh does about it, {@code LiveLine} the terminal. The calls, the steps of the
 * schedule and the refreshes of the line each run on a virtual thread; what they share is safe for
 * any.
 */
@NullMarked
package dev.weft.cli.demo;

import org.jspecify.annotations.NullMarked;
