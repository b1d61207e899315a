/**
 * From the Gateway API's resources to {@link dev.weft.model.route}, with every reference checked,
 * and what is to be said of each resource: one computation, so that no status says what brokers do
 * not do. Pure functions of {@link dev.weft.model.gateway.Documents}; a registry and each agent
 * call them on what they know.
 *
 * <p>Start at {@link dev.weft.model.gateway.Resolver}. On the caller's thread.
 */
@NullMarked
package dev.weft.model.gateway;

import org.jspecify.annotations.NullMarked;
