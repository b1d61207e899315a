package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import java.util.Map;

/** What is new in the catalog, and what must be there before it. Safe for use by any thread. */
final class Births {
  private final Index index;
  private final Attempts attempts;
  private final Uids uids;
  private final Clock clock;

  Births(Index index, Attempts attempts, Uids uids, Clock clock) {
    this.index = index;
    this.attempts = attempts;
    this.uids = uids;
    this.clock = clock;
  }

  /** A resource as it is stored first. */
  Resource of(Resource wanted) {
    return Successor.born(wanted, uids.next(), clock.wall());
  }

  /** First the namespace, then a routee's service, so that neither is ever missing. */
  void ofWhatItNeeds(Resource wanted) {
    if (!wanted.kind().namespaced()) {
      return;
    }
    String namespace = wanted.metadata().namespace();
    namespace(namespace);
    if (wanted.kind() == Kind.ROUTEE && wanted.spec().get("service") instanceof String service) {
      make(Key.of(Kind.SERVICE, namespace, service), Map.of("spec", Map.of()));
    }
  }

  /** Makes a namespace if it is not there yet. */
  void namespace(String name) {
    make(Key.of(Kind.NAMESPACE, "", name), Map.of());
  }

  private void make(Key key, Map<String, Object> body) {
    while (index.get(key) == null) {
      Metadata named = Metadata.named(key.namespace(), key.name());
      Resource next = of(new Resource(key.kind(), named, body, Map.of()));
      attempts.put(key, next, Attempts.encode(key, next), null);
    }
  }
}
