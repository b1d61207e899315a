/**
 * The registry as an agent on another host sees it.
 *
 * <p>Start at {@link RemoteSnapshots}: what the broker and the probe of this host work with. It
 * follows the registry's watch into a {@code MirroredMesh}, keeps the last good state in a {@code
 * LastGoodFile}, and comes back from any trouble by {@code Backoff}. {@link RemoteVerdicts} carries
 * verdicts the other way, {@link AgentLease} says that the agent lives.
 *
 * <p>It knows the registry by its API alone, so that an agent loads no store. Each class has one
 * virtual thread that blocks; readers of snapshots are called on {@code weft-remote-snapshots}.
 */
@NullMarked
package dev.weft.agent;

import org.jspecify.annotations.NullMarked;
