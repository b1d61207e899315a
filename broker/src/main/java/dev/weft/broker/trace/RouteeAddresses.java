package dev.weft.broker.trace;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import org.jspecify.annotations.Nullable;

/** Where routees are. Safe on any thread. */
public interface RouteeAddresses {
  /** {@code host:port}; null if it is not known any more. */
  @Nullable String of(ServiceName service, RouteeId routee);
}
