package dev.weft.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a listing. All pages of one listing show the catalog at the same revision.
 *
 * @param revision of the whole listing: a watch from there misses nothing
 * @param documents sorted by namespace, then name
 * @param continueToken asks for the next page; null on the last
 * @param remaining how many come after this page
 */
public record Page(
    long revision, List<Document> documents, @Nullable String continueToken, long remaining) {
  public Page {
    documents = List.copyOf(documents);
  }
}
