package dev.weft.model.observe;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * Who calls whom.
 *
 * @param caller as a service is addressed; {@link #UNKNOWN}, an address, or {@link #OTHER}
 * @param route the rule that led there; empty where none did
 * @param routee null where none was tried
 */
public record EdgeName(
    String caller, ServiceName service, String route, @Nullable RouteeId routee) {
  /** A caller of whom nothing is known. */
  public static final String UNKNOWN = "unknown";

  /** Stands for all for which there was no room. */
  public static final String OTHER = "other";

  /** Stands for all edges of whatever service for which there was no room. */
  public static final EdgeName REST = new EdgeName(OTHER, new ServiceName(OTHER, OTHER), "", null);
}
