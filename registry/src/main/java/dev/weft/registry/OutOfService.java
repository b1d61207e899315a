package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Routees that an administrator has taken out of service. It stands in the routee's status, so that
 * neither a restart of the registry nor the routee's next registration undoes it; only bringing it
 * back does, or deleting the routee.
 *
 * <p>Safe for use by any thread. Writing methods throw {@link
 * dev.weft.registry.store.StoreException} if the store cannot write.
 */
public final class OutOfService {
  private static final String FIELD = "outOfService";
  private static final int MAX_REASON_CHARS = 1024;

  /** How a routee is taken out. */
  public enum Mode {
    /** No new calls. */
    CORDON("Cordon"),
    /** No new calls, idle connections to it are closed, and running calls are counted. */
    DRAIN("Drain");

    private final String written;

    Mode(String written) {
      this.written = written;
    }

    /** As written in resources. */
    @Override
    public String toString() {
      return written;
    }
  }

  /**
   * A routee that is out of service.
   *
   * @param reason empty where none was given
   * @param inFlight exchanges under way to it, as the brokers have last reported
   * @param brokersPending live agents that have not applied it yet: while there are any, {@code
   *     inFlight} may still grow
   */
  public record State(
      RouteeId id, Mode mode, String reason, Instant since, int inFlight, int brokersPending) {}

  private final Catalog catalog;
  private final Agents agents;
  private final Clock clock;

  OutOfService(Catalog catalog, Agents agents, Clock clock) {
    this.catalog = catalog;
    this.agents = agents;
    this.clock = clock;
  }

  /**
   * Takes a routee out of service, or changes how; the same again writes nothing.
   *
   * @param reason for people, at most 1,024 characters
   * @throws CatalogException.NotFound if there is no such routee
   * @throws dev.weft.model.resource.InvalidResourceException if the reason is too long
   */
  public State put(RouteeId id, Mode mode, String reason) {
    if (reason.length() > MAX_REASON_CHARS) {
      var fields = Fields.at("", Map.of());
      fields.refuse("reason", reason, "at most " + MAX_REASON_CHARS + " characters");
      fields.throwIfAny("the routee's state of service");
    }
    rewrite(
        id,
        stored -> {
          Map<?, ?> before = tree(stored);
          if (mode.toString().equals(before.get("mode")) && reason.equals(before.get("reason"))) {
            return stored.status();
          }
          Object since = before.get("since");
          var out = new LinkedHashMap<String, Object>();
          out.put("mode", mode.toString());
          out.put("reason", reason);
          out.put("since", since == null ? clock.wall().toString() : since);
          var status = new LinkedHashMap<String, Object>(stored.status());
          status.put(FIELD, out);
          return status;
        });
    return get(id).orElseThrow(() -> new CatalogException.NotFound(key(id)));
  }

  /**
   * Brings a routee back into service.
   *
   * @return false if it was in service already
   * @throws CatalogException.NotFound if there is no such routee
   */
  public boolean remove(RouteeId id) {
    return rewrite(
        id,
        stored -> {
          var status = new LinkedHashMap<String, Object>(stored.status());
          status.remove(FIELD);
          return status;
        });
  }

  /**
   * How a routee is out of service; empty if it is in.
   *
   * @throws CatalogException.NotFound if there is no such routee
   */
  public Optional<State> get(RouteeId id) {
    Resource stored = existing(id);
    Map<?, ?> out = tree(stored);
    if (out.isEmpty()) {
      return Optional.empty();
    }
    Mode mode = "Drain".equals(out.get("mode")) ? Mode.DRAIN : Mode.CORDON;
    long written = stored.metadata().resourceVersion();
    int pending = (int) agents.live().stream().filter(a -> a.report().revision() < written).count();
    return Optional.of(
        new State(
            id,
            mode,
            text(out.get("reason")),
            instant(text(out.get("since"))),
            agents.inFlight(id),
            pending));
  }

  private interface Rewrite {
    Map<String, Object> of(Resource stored);
  }

  private boolean rewrite(RouteeId id, Rewrite rewrite) {
    while (true) {
      Resource stored = existing(id);
      Map<String, Object> wanted = rewrite.of(stored);
      if (wanted.equals(stored.status())) {
        return false;
      }
      Metadata metadata = stored.metadata();
      try {
        catalog.putStatus(
            Kind.ROUTEE, id.namespace(), id.name(), wanted, metadata.resourceVersion());
        return true;
      } catch (CatalogException.Conflict e) {
        // Somebody else wrote its status, such as a verdict: look again.
      }
    }
  }

  private Resource existing(RouteeId id) {
    return catalog
        .get(Kind.ROUTEE, id.namespace(), id.name())
        .orElseThrow(() -> new CatalogException.NotFound(key(id)));
  }

  private static Key key(RouteeId id) {
    return Key.of(Kind.ROUTEE, id.namespace(), id.name());
  }

  private static Map<?, ?> tree(Resource stored) {
    return stored.status().get(FIELD) instanceof Map<?, ?> out ? out : Map.of();
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (java.time.format.DateTimeParseException e) {
      return Instant.EPOCH; // the registry wrote it; a hand-made one only loses its time
    }
  }
}
