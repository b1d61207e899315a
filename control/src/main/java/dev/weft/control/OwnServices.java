package dev.weft.control;

import dev.weft.control.access.Caller;
import dev.weft.control.access.Scope;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Catalog;
import dev.weft.registry.CatalogException;
import dev.weft.registry.Written;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps callers with the scope register to the routees of their services: neither may they touch
 * another's, nor bring one over. What is checked is what is written: the write names the version
 * that was looked at.
 */
final class OwnServices {
  private static final int ATTEMPTS = 8;

  private final Catalog catalog;

  OwnServices(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Whether a caller may write a routee only after a look at it. */
  static boolean bind(Caller caller) {
    return !caller.may(Scope.ADMIN);
  }

  /**
   * @throws Refusal 403 if the routee is another's before or after
   */
  Written put(Caller caller, Resource sent) {
    requireOwn(caller, sent);
    if (sent.metadata().resourceVersion() == 0) {
      catalog.requireFree(sent); // below, each write names a version, which would take it over
    }
    for (int attempt = 1; ; attempt++) {
      Optional<Resource> stored = stored(sent);
      stored.ifPresent(routee -> requireOwn(caller, routee));
      try {
        return stored.isEmpty() && sent.metadata().resourceVersion() == 0
            ? Written.of(catalog.create(sent), true)
            : catalog.put(stored.map(routee -> pinned(sent, routee)).orElse(sent));
      } catch (CatalogException.Conflict | CatalogException.AlreadyExists e) {
        if (sent.metadata().resourceVersion() != 0 || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * @throws Refusal 403 if the routee is another's
   */
  static void requireOwn(Caller caller, Resource routee) {
    String namespace = routee.metadata().namespace();
    // One without a service is refused for that by the catalog.
    if (routee.spec().get("service") instanceof String service
        && !caller.mayRegister(namespace, service)) {
      throw Refusal.lacksScope(
          Scope.REGISTER.toString(),
          "the token \""
              + caller.name()
              + "\" may not register routees of the service "
              + service
              + " in the namespace "
              + namespace
              + ", but: "
              + String.join(", ", caller.services().stream().sorted().toList())
              + " in "
              + caller.namespace());
    }
  }

  private Optional<Resource> stored(Resource sent) {
    return catalog.get(Kind.ROUTEE, sent.metadata().namespace(), sent.metadata().name());
  }

  private static Resource pinned(Resource sent, Resource stored) {
    Metadata given = sent.metadata();
    Metadata old = stored.metadata();
    return given.resourceVersion() != 0
        ? sent
        : sent.withMetadata(
            given.written(
                given.uid(),
                old.resourceVersion(),
                old.generation(),
                Objects.requireNonNullElse(old.creationTimestamp(), Instant.EPOCH)));
  }
}
