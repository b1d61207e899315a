package dev.weft.registry.alert;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule that holds now.
 *
 * @param subject of whom: one alert per rule and subject, however often it is seen
 * @param service null where it concerns none
 * @param routee null where it concerns none
 * @param since when it began, where that is known from before; null for now
 * @param message a sentence with the cause
 */
record Symptom(
    Rule rule,
    String subject,
    @Nullable ServiceName service,
    @Nullable RouteeId routee,
    @Nullable Instant since,
    String message) {

  static Symptom of(Rule rule, ServiceName service, String message) {
    return new Symptom(rule, service.toString(), service, null, null, message);
  }

  Key key() {
    return new Key(rule, subject);
  }

  /** What makes two symptoms one. */
  record Key(Rule rule, String subject) {}
}
