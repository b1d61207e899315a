package dev.weft.registry;

import dev.weft.model.resource.Resource;
import java.util.List;

/**
 * Resources as they were at a revision: a watch from there misses nothing.
 *
 * @param items sorted by namespace, then name
 */
public record Listing(long revision, List<Resource> items) {
  public Listing {
    items = List.copyOf(items);
  }
}
