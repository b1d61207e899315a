package dev.weft.registry;

import dev.weft.model.resource.Resource;
import java.util.List;

/**
 * Resources as they were at a revision: a watch from there misses nothing.
 *
 * @param documents sorted by namespace, then name
 */
public record Listing(long revision, List<Document> documents) {
  public Listing {
    documents = List.copyOf(documents);
  }

  /** The documents with their fields; each call decodes all of them. */
  public List<Resource> items() {
    return documents.stream().map(Document::resource).toList();
  }
}
