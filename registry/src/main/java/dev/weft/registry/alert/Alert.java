package dev.weft.registry.alert;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person should look at.
 *
 * @param subject of whom the rule speaks: a service, a routee, an agent; {@code registry} for
 *     itself
 * @param service null where it concerns none
 * @param routee null where it concerns none
 * @param startsAt wall-clock time
 * @param endsAt null while it lasts
 * @param message a sentence with the cause
 * @param number of its last change; numbers rise, also across restarts
 */
public record Alert(
    Rule rule,
    String subject,
    @Nullable ServiceName service,
    @Nullable RouteeId routee,
    Instant startsAt,
    @Nullable Instant endsAt,
    String message,
    long number) {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  public boolean firing() {
    return endsAt == null;
  }

  /** Its name in the API, unique in its namespace. */
  public String name() {
    String title = rule.title().toLowerCase(Locale.ROOT);
    return subject.equals(Symptoms.REGISTRY)
        ? title
        : title
            + "."
            + (routee != null ? routee.name() : service != null ? service.name() : subject);
  }

  /** Its namespace in the API: that of the routee or the service, else the default one. */
  public String namespace() {
    return routee != null
        ? routee.namespace()
        : service != null ? service.namespace() : ServiceName.DEFAULT_NAMESPACE;
  }

  /** The same for every alert of one rule and subject, as 16 hexadecimal digits (FNV-1a). */
  public String fingerprint() {
    long hash = FNV_OFFSET;
    for (byte one : (rule.title() + "\n" + subject).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (one & 0xff)) * FNV_PRIME;
    }
    return HexFormat.of().toHexDigits(hash);
  }
}
