package dev.weft.registry;

/** Why the catalog did not do what was asked; the message is a sentence for people. */
public abstract sealed class CatalogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private CatalogException(String message) {
    super(message);
  }

  /** There is no such resource. */
  public static final class NotFound extends CatalogException {
    private static final long serialVersionUID = 1L;

    NotFound(Key key) {
      super(key + " is not there");
    }
  }

  /** There is such a resource already. */
  public static final class AlreadyExists extends CatalogException {
    private static final long serialVersionUID = 1L;

    AlreadyExists(Key key, long version) {
      super(key + " exists already, at resourceVersion " + version);
    }
  }

  /** The resource is not in the state that the caller took for granted: read it and try again. */
  public static final class Conflict extends CatalogException {
    private static final long serialVersionUID = 1L;

    Conflict(String message) {
      super(message);
    }

    static Conflict ofVersions(Key key, long expected, long stored) {
      return new Conflict(
          stored == 0
              ? key + " was expected at resourceVersion " + expected + " but is not there"
              : key
                  + " was expected at resourceVersion "
                  + expected
                  + " but stands at "
                  + stored
                  + ": it was changed in between");
    }
  }

  /** Nothing can be created in a namespace that is being deleted. */
  public static final class Terminating extends CatalogException {
    private static final long serialVersionUID = 1L;

    private final String namespace;

    Terminating(Key key) {
      super(
          key
              + " cannot be created: the namespace "
              + key.namespace()
              + " is being deleted, and gone when its last finalizer is");
      namespace = key.namespace();
    }

    public String namespace() {
      return namespace;
    }
  }

  /** The changes since a revision are no longer known: list, and watch from the listing on. */
  public static final class RevisionGone extends CatalogException {
    private static final long serialVersionUID = 1L;

    RevisionGone(String message) {
      super(message);
    }
  }
}
