package dev.weft.registry;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.time.Instant;
import java.util.Objects;

/**
 * Who may register under a name that is taken. A program says who it is by the annotation {@link
 * #ANNOTATION}, an identity that it makes for each of its lives; whoever sends none is nobody in
 * particular. A name is taken over by:
 *
 * <ul>
 *   <li>the same owner, and anyone at the same service, address and ports: it restarted;
 *   <li>anyone once its holder's lease has lapsed or its probe finds it failing: it is gone;
 *   <li>anyone who gives the resourceVersion that is stored: it has seen whom it replaces.
 * </ul>
 *
 * <p>Everybody else gets a conflict, and the holder goes on undisturbed.
 */
final class Owner {
  static final String ANNOTATION = "weft.dev/owner";

  private static final int SHOWN_CHARS = 64;

  private Owner() {}

  /** Empty for nobody in particular. */
  static String of(Metadata metadata) {
    return metadata.annotations().getOrDefault(ANNOTATION, "");
  }

  /**
   * @throws CatalogException.Conflict if the name belongs to somebody else who is there
   */
  static void requireFree(Resource stored, Resource wanted, LeaseTable leases) {
    String holder = of(stored.metadata());
    if (holder.equals(of(wanted.metadata())) || wanted.metadata().resourceVersion() > 0) {
      return;
    }
    Routee held = Routee.fromResource(stored);
    Routee asked = Routee.fromResource(wanted);
    boolean leased = held.leaseTtl() != null || held.leaseAgent() != null;
    boolean gone =
        leased && (held.verdict().state() == Verdict.State.FAILING || leases.hasLapsed(held.id()));
    if (gone || samePlace(held, asked)) {
      return;
    }
    throw new CatalogException.Conflict(sentence(held, holder, stored, leased));
  }

  private static boolean samePlace(Routee one, Routee other) {
    return one.service().equals(other.service())
        && one.address().equals(other.address())
        && one.ports().equals(other.ports());
  }

  /**
   * @throws CatalogException.Conflict if a name is held by another than the one who asks
   */
  static void requireHolder(RouteeId id, String holder, String asking) {
    if (!asking.isEmpty() && !holder.isEmpty() && !asking.equals(holder)) {
      throw new CatalogException.Conflict(
          "routee " + id + " is held by owner " + shown(holder) + ", not by " + shown(asking));
    }
  }

  private static String sentence(Routee held, String holder, Resource stored, boolean leased) {
    Instant since =
        Objects.requireNonNullElse(stored.metadata().creationTimestamp(), Instant.EPOCH);
    return "routee "
        + held.id()
        + " is held by "
        + (holder.isEmpty() ? "an owner that gave no identity" : "owner " + shown(holder))
        + " at "
        + held.hostAndPort()
        + " since "
        + since
        + (leased ? " and its lease runs" : " and has no lease that could lapse")
        + ". Register under another name, or delete it first"
        + (leased ? ", or wait until its lease lapses or its probe finds it failing" : "")
        + ", or send its resourceVersion "
        + stored.metadata().resourceVersion()
        + " to replace it";
  }

  private static String shown(String owner) {
    return owner.length() > SHOWN_CHARS ? owner.substring(0, SHOWN_CHARS) + "…" : owner;
  }
}
