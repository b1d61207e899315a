package dev.weft.model.gateway;

import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.util.List;
import java.util.Optional;

/** The documents of one moment, as a resolver looks at them. */
public interface Documents {
  /** All of a kind, by namespace and name; what this version cannot read is left out. */
  List<Resource> all(Kind kind);

  /** One document. */
  Optional<Resource> find(Kind kind, String namespace, String name);

  /** A service that is registered. */
  Optional<Service> service(ServiceName name);
}
