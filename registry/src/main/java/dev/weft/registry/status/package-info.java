/**
 * What can be said of resources by looking at them and at what they refer to: whether a policy's
 * service is there, whether a route's gateway takes it, whether a reference is permitted. Pure
 * functions of a {@link dev.weft.registry.status.World}; the registry asks them again after every
 * change and writes what is new. Start at {@link dev.weft.registry.status.Statements}.
 */
@NullMarked
package dev.weft.registry.status;

import org.jspecify.annotations.NullMarked;
