/** Tests of the catalog, its snapshots, verdicts and leases, on a real store and a fake clock. */
package dev.weft.registry;
