package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.model.time.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps listings for those who read them page by page, so that all pages show one revision. What is
 * kept are references: it costs memory only for documents that have been written since.
 *
 * <p>Safe for use by any thread.
 */
final class Pages {
  /** How long after its first page a listing can be read on. */
  static final Duration MAX_AGE = Duration.ofMinutes(5);

  static final int MAX_LISTINGS = 64;

  /** Of all kept listings together; the newest is kept whatever its size. */
  static final int MAX_DOCUMENTS = 250_000;

  private record Kept(Kind kind, @Nullable String namespace, Listing listing, long sinceNanos) {
    String scope() {
      return Key.within(kind, namespace);
    }
  }

  private record Token(long revision, int start, String scope) {
    private static final String VERSION = "1";

    String text() {
      String plain = VERSION + " " + revision + " " + start + " " + scope;
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Null if it is none of ours. */
    static @Nullable Token of(String text) {
      try {
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        String[] parts = plain.split(" ", -1);
        return parts.length == 4 && parts[0].equals(VERSION)
            ? new Token(Long.parseLong(parts[1]), Integer.parseInt(parts[2]), parts[3])
            : null;
      } catch (IllegalArgumentException e) {
        return null; // not Base64, or not numbers
      }
    }
  }

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Kept> kept = new ArrayDeque<>(); // the oldest first
  private int documents;

  Pages(Clock clock) {
    this.clock = clock;
  }

  /** The first page of a listing. */
  Page first(Kind kind, @Nullable String namespace, Listing listing, int limit) {
    if (listing.documents().size() > limit) {
      keep(new Kept(kind, namespace, listing, clock.nanos()));
    }
    return page(Key.within(kind, namespace), listing, 0, limit);
  }

  /**
   * The page that a token names.
   *
   * @throws CatalogException.RevisionGone if its listing is no longer kept
   */
  Page next(Kind kind, @Nullable String namespace, int limit, String continueToken) {
    Token token = Token.of(continueToken);
    String scope = Key.within(kind, namespace);
    if (token == null || !token.scope.equals(scope)) {
      throw new CatalogException.RevisionGone(
          "the continue token is of no list of these: list anew, without it");
    }
    Listing listing = find(token);
    if (listing == null || token.start < 0 || token.start > listing.documents().size()) {
      throw new CatalogException.RevisionGone(
          "the list at revision "
              + token.revision
              + " is no longer kept (for "
              + MAX_AGE.toMinutes()
              + " minutes at most): list anew, without the continue token");
    }
    return page(scope, listing, token.start, limit);
  }

  private static Page page(String scope, Listing listing, int start, int limit) {
    List<Document> all = listing.documents();
    int end = (int) Math.min(all.size(), (long) start + limit);
    String next = end == all.size() ? null : new Token(listing.revision(), end, scope).text();
    return new Page(listing.revision(), all.subList(start, end), next, all.size() - end);
  }

  private void keep(Kept listing) {
    lock.lock();
    try {
      if (find(listing.listing.revision(), listing.scope()) != null) {
        return; // somebody else reads the same
      }
      kept.addLast(listing);
      documents += listing.listing.documents().size();
      while (kept.size() > MAX_LISTINGS || (documents > MAX_DOCUMENTS && kept.size() > 1)) {
        forgetFirst();
      }
    } finally {
      lock.unlock();
    }
    clock.schedule(MAX_AGE, this::forgetOld);
  }

  private @Nullable Listing find(Token token) {
    lock.lock();
    try {
      forgetOld();
      return find(token.revision, token.scope);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Listing find(long revision, String scope) {
    for (Kept one : kept) {
      if (one.listing.revision() == revision && one.scope().equals(scope)) {
        return one.listing;
      }
    }
    return null;
  }

  private void forgetOld() {
    lock.lock();
    try {
      long now = clock.nanos();
      while (!kept.isEmpty() && now - kept.getFirst().sinceNanos >= MAX_AGE.toNanos()) {
        forgetFirst();
      }
    } finally {
      lock.unlock();
    }
  }

  private void forgetFirst() {
    documents -= kept.removeFirst().listing.documents().size();
  }
}
