package dev.weft.broker.gateway;

import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import dev.weft.broker.route.ServiceRoutes;
import dev.weft.model.route.Backend;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which backend a connection goes to. */
final class Weighted {
  private Weighted() {}

  /** One of them by weight; null if all together weigh nothing. */
  static @Nullable Backend draw(List<Backend> backends, RandomGenerator random) {
    long total = backends.stream().mapToLong(Backend::weight).sum();
    if (total == 0) {
      return null;
    }
    long left = random.nextLong(total);
    for (Backend backend : backends) {
      left -= backend.weight();
      if (left < 0) {
        return backend;
      }
    }
    throw new IllegalStateException("a draw beyond all weights");
  }

  /** Where that is; null if it is refused or not there any more. */
  static @Nullable Destination destination(@Nullable Backend backend, Routes routes) {
    if (backend == null || !(backend.target() instanceof Backend.ToService to)) {
      return null;
    }
    @Nullable ServiceRoutes service = routes.service(to.service());
    return service == null ? null : service.stream(to.port());
  }
}
