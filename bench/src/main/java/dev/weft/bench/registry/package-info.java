/**
 * What is measured of a registry, each part a class: {@link dev.weft.bench.registry.Registrations},
 * renewals, watches, kills, damage, lapses, hostile requests, a large catalog. Start at {@link
 * dev.weft.bench.registry.RegistryBench}, whose list of parts is the table of the results.
 *
 * <p>One thread, pinned to one core by the script; the servers have the other.
 */
@NullMarked
package dev.weft.bench.registry;

import org.jspecify.annotations.NullMarked;
