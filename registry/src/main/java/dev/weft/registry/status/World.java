package dev.weft.registry.status;

import dev.weft.model.gateway.Documents;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Catalog;
import dev.weft.registry.Document;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one look at the catalog shows. Each kind is read once; for one thread. */
final class World implements Documents {
  private static final System.Logger LOG = System.getLogger(World.class.getName());

  private final Catalog catalog;
  private final Map<Kind, List<Resource>> read = new EnumMap<>(Kind.class);
  private final Map<ServiceName, Optional<Service>> services = new HashMap<>();

  World(Catalog catalog) {
    this.catalog = catalog;
  }

  /** All of a kind, by namespace and name; what cannot be read is left out. */
  @Override
  public List<Resource> all(Kind kind) {
    return read.computeIfAbsent(kind, this::read);
  }

  private List<Resource> read(Kind kind) {
    var resources = new ArrayList<Resource>();
    for (Document document : catalog.list(kind, null).documents()) {
      try {
        resources.add(document.resource());
      } catch (InvalidResourceException e) {
        LOG.log(System.Logger.Level.DEBUG, "stored by another version: {0}", e.getMessage());
      }
    }
    return resources;
  }

  /** One resource, without reading the others of its kind. */
  @Override
  public Optional<Resource> find(Kind kind, String namespace, String name) {
    try {
      return catalog.get(kind, namespace, name);
    } catch (InvalidResourceException e) {
      return Optional.empty();
    }
  }

  boolean has(Kind kind, String namespace, String name) {
    return catalog.document(kind, namespace, name).isPresent();
  }

  @Override
  public Optional<Service> service(ServiceName name) {
    return services.computeIfAbsent(name, this::readService);
  }

  private Optional<Service> readService(ServiceName name) {
    try {
      return catalog.get(Kind.SERVICE, name.namespace(), name.name()).map(Service::fromResource);
    } catch (InvalidResourceException e) {
      return Optional.empty();
    }
  }
}
