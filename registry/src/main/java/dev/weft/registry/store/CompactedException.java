package dev.weft.registry.store;

/** The changes after a revision are not known (any more): list anew and watch from there. */
public final class CompactedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CompactedException(long afterRevision, long oldestRevision, long newestRevision) {
    super(
        "changes after revision "
            + afterRevision
            + " are not known; known are those after "
            + oldestRevision
            + " up to "
            + newestRevision);
  }
}
