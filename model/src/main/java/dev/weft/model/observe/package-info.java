/**
 * What is seen of the mesh at work: how calls to a routee went ({@link RouteeObservation}), and
 * what happened that people should be able to read ({@link MeshEvent}).
 *
 * <p>Brokers observe, agents pass on, the registry joins. Values only; nothing here has a thread.
 */
@NullMarked
package dev.weft.model.observe;

import org.jspecify.annotations.NullMarked;
