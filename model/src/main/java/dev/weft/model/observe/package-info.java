/**
 * What is seen of the mesh at work: how calls to a routee went ({@link RouteeObservation}), who
 * calls whom ({@link EdgeSignal}), what processes use ({@link ProcessUse}), what happened that
 * people should be able to read ({@link MeshEvent}), and what can be asked of a broker ({@link
 * BrokerView}).
 *
 * <p>Brokers observe, agents pass on, the registry joins. Values, but for the counters {@link
 * LatencyCounts} and {@link StatusCounts}; nothing here has a thread.
 */
@NullMarked
package dev.weft.model.observe;

import org.jspecify.annotations.NullMarked;
