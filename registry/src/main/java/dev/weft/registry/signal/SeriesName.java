package dev.weft.registry.signal;

import dev.weft.model.mesh.ServiceName;

/**
 * What a series is of.
 *
 * @param name the routee's within the namespace of its service, or the caller's; empty for the
 *     service itself
 */
record SeriesName(ServiceName service, Of of, String name) {
  /** What part of a service's calls. */
  enum Of {
    SERVICE,
    ROUTEE,
    CALLER
  }
}
