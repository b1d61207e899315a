package dev.weft.cli.files;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Catalog;
import dev.weft.registry.CatalogException;
import dev.weft.registry.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/** The catalog in this process. */
public record CatalogTarget(Catalog catalog) implements Target {
  @Override
  public void put(Resource resource) {
    try {
      catalog.put(resource);
    } catch (InvalidResourceException | CatalogException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage());
    } catch (StoreException e) {
      throw new CommandFailure(ExitCode.FAILED, e.getMessage());
    }
  }

  @Override
  public void delete(Resource resource) {
    try {
      catalog.delete(
          resource.kind(), resource.metadata().namespace(), resource.metadata().name(), 0);
    } catch (CatalogException.NotFound e) {
      // gone before
    } catch (CatalogException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage());
    } catch (StoreException e) {
      throw new CommandFailure(ExitCode.FAILED, e.getMessage());
    }
  }

  @Override
  public List<Resource> fromFiles() {
    var found = new ArrayList<Resource>();
    for (Kind kind : Kind.values()) {
      for (Resource resource : catalog.list(kind, null).items()) {
        if (resource.metadata().annotations().containsKey(FROM_FILE)) {
          found.add(resource);
        }
      }
    }
    return found;
  }
}
