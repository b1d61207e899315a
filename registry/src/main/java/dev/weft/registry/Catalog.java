package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.store.Store;
import dev.weft.registry.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The resources of the mesh. Reads come from memory; a write is durable, and seen by every later
 * read, when its method returns.
 *
 * <p>Safe for use by any thread. Writers do not lock each other out: each compares and puts, and
 * starts over if another was faster. Every writing method throws {@link StoreException} if the
 * store cannot write.
 */
public final class Catalog {
  private final Parts parts;
  private final Index index;
  private final Attempts attempts;
  private final Births births;
  private final LeaseTable leases;
  private final Registrations registrations;
  private final Clock clock;
  private final Pages pages;
  private final boolean dryRun;

  /** Shared by those who write in any namespace, held alone by whoever deletes one. */
  private final ReadWriteLock namespaces;

  /** The parts that reads and writes go through. */
  record Parts(Store store, Index index, StoreFollower follower, FreshWrites freshWrites) {}

  Catalog(Parts parts, LeaseTable leases, Registrations registrations, Clock clock) {
    this(
        parts,
        leases,
        registrations,
        clock,
        new Pages(clock),
        new Births(parts.index, new Attempts(parts, false), new Uids(), clock),
        false,
        new ReentrantReadWriteLock());
  }

  private Catalog(
      Parts parts,
      LeaseTable leases,
      Registrations registrations,
      Clock clock,
      Pages pages,
      Births births,
      boolean dryRun,
      ReadWriteLock namespaces) {
    this.parts = parts;
    this.index = parts.index;
    this.attempts = new Attempts(parts, dryRun);
    this.births = births;
    this.leases = leases;
    this.registrations = registrations;
    this.clock = clock;
    this.pages = pages;
    this.dryRun = dryRun;
    this.namespaces = namespaces;
  }

  /**
   * The same catalog with writes that only say what they would leave behind: they check everything
   * that a write checks, write nothing and renew no lease. What they return has the revision that
   * is stored, or none where nothing is.
   */
  public Catalog dryRun() {
    return new Catalog(parts, leases, registrations, clock, pages, births, true, namespaces);
  }

  /**
   * A resource as it now stands.
   *
   * @param namespace empty for kinds that live in none
   */
  public Optional<Resource> get(Kind kind, String namespace, String name) {
    return document(kind, namespace, name).map(Document::resource);
  }

  /** The same as bytes, which costs nothing to find. */
  public Optional<Document> document(Kind kind, String namespace, String name) {
    return Optional.ofNullable(index.get(Key.of(kind, namespace, name)));
  }

  /**
   * Every resource of a kind.
   *
   * @param namespace null for all
   */
  public Listing list(Kind kind, @Nullable String namespace) {
    return index.list(kind, kind.namespaced() ? namespace : null);
  }

  /**
   * Every resource of a kind, page by page; all pages show the catalog at one revision.
   *
   * @param namespace null for all
   * @param limit how many at most, at least 1
   * @param continueToken of the page before; null for the first page
   * @throws CatalogException.RevisionGone if the pages of that revision are no longer kept (about 5
   *     minutes), or the token belongs to another list: begin anew
   */
  public Page page(
      Kind kind, @Nullable String namespace, int limit, @Nullable String continueToken) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + "; accepted: at least 1");
    }
    return continueToken == null
        ? pages.first(kind, namespace, list(kind, namespace), limit)
        : pages.next(kind, namespace, limit, continueToken);
  }

  /**
   * Creates a resource or replaces everything of it but its status. A put that changes nothing
   * writes nothing. A routee's put renews its lease; one that moves it to another address or port
   * takes away its verdict, which was on another place.
   *
   * @throws InvalidResourceException naming every field that is wrong
   * @throws CatalogException.Conflict if {@code metadata.resourceVersion} or {@code uid} is given
   *     and is not the stored one, or if the name is another owner's
   * @throws CatalogException.Terminating if it is not there and its namespace is being deleted
   */
  public Written put(Resource desired) {
    return write(desired, false);
  }

  /**
   * Creates a resource; its {@code resourceVersion} and {@code uid} are not looked at.
   *
   * @throws InvalidResourceException naming every field that is wrong
   * @throws CatalogException.AlreadyExists if it is there
   * @throws CatalogException.Terminating if its namespace is being deleted
   */
  public Resource create(Resource desired) {
    return write(desired, true).resource();
  }

  /**
   * Creates a resource under a name of its own: the prefix and five random letters.
   *
   * @param desired its name is not looked at, but must be one
   * @throws InvalidResourceException naming every field that is wrong
   * @throws CatalogException.AlreadyExists if eight names in turn were taken
   */
  public Resource create(Resource desired, String generateName) {
    for (int attempt = 1; ; attempt++) {
      try {
        return create(GeneratedNames.named(desired, generateName));
      } catch (CatalogException.AlreadyExists e) {
        if (attempt == GeneratedNames.ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Sees to it that a name is free for whoever wants it, without writing anything.
   *
   * @throws CatalogException.Conflict if it belongs to another owner who is there
   */
  public void requireFree(Resource desired) {
    Resource wanted = Admission.admit(desired);
    Resource stored = stored(Key.of(wanted));
    if (stored != null && wanted.kind() == Kind.ROUTEE) {
      Owner.requireFree(stored, wanted, leases);
    }
  }

  private Written write(Resource desired, boolean mustBeNew) {
    Resource wanted = Admission.admit(desired);
    Lock together = namespaces.readLock();
    together.lock(); // so that its namespace stays from the look at it to the end of the write
    try {
      return write(Key.of(wanted), wanted, mustBeNew);
    } finally {
      together.unlock();
    }
  }

  private Written write(Key key, Resource wanted, boolean mustBeNew) {
    while (true) {
      Document found = index.get(key);
      Resource stored = found == null ? null : found.resource();
      if (mustBeNew && stored != null) {
        throw new CatalogException.AlreadyExists(key, Attempts.version(stored));
      }
      if (!mustBeNew) {
        Demands.version(key, wanted.metadata().resourceVersion(), stored);
        Demands.uid(key, wanted.metadata().uid(), stored);
      }
      if (stored == null) {
        Demands.namespaceStays(key, index);
      } else {
        Admission.admitChange(stored, wanted);
      }
      Resource next = stored == null ? births.of(wanted) : Successor.of(stored, wanted);
      boolean moved = stored != null && Successor.moves(stored, wanted);
      if (key.kind() == Kind.ROUTEE) {
        requireTurn(key, stored, wanted);
        next = next == null ? null : registrations.admitted(next, stored == null, moved);
      }
      byte[] bytes = next == null ? null : Attempts.encode(key, next);
      if (!dryRun) {
        births.ofWhatItNeeds(wanted);
      }
      if (next == null && !stands(key, Objects.requireNonNull(stored))) {
        continue; // it was evicted while its turn was awaited
      }
      if (next == null || bytes == null) {
        return new Written(
            Objects.requireNonNull(found).decoded(Objects.requireNonNull(stored)), false);
      }
      boolean leaves = next.metadata().ties().released();
      Resource written =
          stored != null && leaves
              ? attempts.remove(key, stored)
              : attempts.put(key, next, bytes, stored);
      if (written != null) {
        if (moved && !dryRun) {
          registrations.moved(written);
        }
        Document document =
            stored != null && leaves ? Document.of(written) : Document.written(written, bytes);
        return new Written(document, stored == null);
      }
    }
  }

  /**
   * Replaces a resource's status; its generation stays. A status that is the same writes nothing.
   *
   * @param expectedVersion 0 for any
   * @throws CatalogException.NotFound if there is no such resource
   * @throws CatalogException.Conflict if it is not at the expected version
   */
  public Resource putStatus(
      Kind kind, String namespace, String name, Map<String, Object> status, long expectedVersion) {
    Key key = Key.of(kind, namespace, name);
    Map<String, Object> wanted = Documents.canonical(status, key);
    Admission.admitStatus(key, wanted);
    while (true) {
      Resource stored = existing(key);
      Demands.version(key, expectedVersion, stored);
      if (stored.status().equals(wanted)) {
        return stored;
      }
      Resource next = stored.withStatus(wanted);
      Resource written = attempts.put(key, next, Attempts.encode(key, next), stored);
      if (written != null) {
        return written;
      }
    }
  }

  /** The same as the other, of whatever uid. */
  public Resource delete(Kind kind, String namespace, String name, long expectedVersion) {
    return delete(kind, namespace, name, expectedVersion, "");
  }

  /**
   * Removes a resource and returns it as it was last, with the revision of its removal. One that
   * finalizers hold stays, with the time of this call as its {@code deletionTimestamp}, until a put
   * takes the last of them away.
   *
   * @param expectedVersion 0 for any
   * @param expectedUid empty for any
   * @throws CatalogException.NotFound if there is no such resource
   * @throws CatalogException.Conflict if it is not of the expected version and uid, or if it is a
   *     namespace that is the default one or not empty
   */
  public Resource delete(
      Kind kind, String namespace, String name, long expectedVersion, String expectedUid) {
    Key key = Key.of(kind, namespace, name);
    if (kind != Kind.NAMESPACE) {
      return delete(key, expectedVersion, expectedUid);
    }
    Lock alone = namespaces.writeLock();
    alone.lock(); // nothing is under way that would need it
    try {
      return delete(key, expectedVersion, expectedUid);
    } finally {
      alone.unlock();
    }
  }

  private Resource delete(Key key, long expectedVersion, String expectedUid) {
    while (true) {
      Resource stored = existing(key);
      Demands.version(key, expectedVersion, stored);
      Demands.uid(key, expectedUid, stored);
      Demands.notNeeded(key, index);
      if (dryRun) {
        return stored;
      }
      Resource leaving = Successor.leaving(stored, clock.wall());
      if (leaving != null && leaving.equals(stored)) {
        return stored;
      }
      Resource gone =
          leaving == null
              ? attempts.remove(key, stored)
              : attempts.put(key, leaving, Attempts.encode(key, leaving), stored);
      if (gone != null) {
        return gone;
      }
    }
  }

  /**
   * Opens a watch. Its events come in revision order and each once.
   *
   * @param kind null for all
   * @param namespace null for all
   * @param afterRevision of the last change that the caller knows; 0 to start with an ADDED for
   *     everything that is there
   * @throws CatalogException.RevisionGone if the changes since then are forgotten, or if the
   *     catalog never was at that revision
   */
  public Watch watch(@Nullable Kind kind, @Nullable String namespace, long afterRevision) {
    String within = kind != null && !kind.namespaced() ? null : namespace;
    Predicate<Document> wanted = CatalogWatch.only(kind, within);
    if (afterRevision == 0) {
      Index.Opening opening = index.open(kind, within);
      return new CatalogWatch(opening.present(), opening.then(), wanted);
    }
    return new CatalogWatch(List.of(), index.after(afterRevision), wanted);
  }

  /**
   * Calls back after each change, or after several that came together, once watches and reads can
   * see it. One call at a time, on the catalog's thread: it must not block and must not throw.
   */
  public SnapshotSource.Subscription onChange(Runnable told) {
    return index.onChange(told);
  }

  /** The revision of what reads now see. */
  public long revision() {
    return index.revision();
  }

  /** Makes the default namespace if it is not there yet. */
  void makeDefaultNamespace() {
    births.namespace(ServiceName.DEFAULT_NAMESPACE);
  }

  /** That of the holder of the name, whose lease is renewed; waits for an eviction under way. */
  private void requireTurn(Key key, @Nullable Resource stored, Resource wanted) {
    if (stored != null) {
      Owner.requireFree(stored, wanted, leases);
    }
    if (!dryRun) {
      leases.renewAfterEviction(new RouteeId(key.namespace(), key.name()));
    }
  }

  private boolean stands(Key key, Resource seen) {
    Document document = index.get(key);
    return document != null && document.revision() == Attempts.version(seen);
  }

  private @Nullable Resource stored(Key key) {
    Document document = index.get(key);
    return document == null ? null : document.resource();
  }

  private Resource existing(Key key) {
    Resource stored = stored(key);
    if (stored == null) {
      throw new CatalogException.NotFound(key);
    }
    return stored;
  }
}
