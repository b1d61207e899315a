package dev.weft.registry;

import dev.weft.model.resource.Resource;

/**
 * What a put left behind.
 *
 * @param document as it is stored now; in a dry run as it would be
 * @param created whether nothing of that name was there before
 */
public record Written(Document document, boolean created) {

  /** The same of a resource whose bytes are not at hand. */
  public static Written of(Resource resource, boolean created) {
    return new Written(Document.of(resource), created);
  }

  /** With its fields; costs nothing. */
  public Resource resource() {
    return document.resource();
  }
}
