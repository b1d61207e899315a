package dev.weft.cli.api;

import dev.weft.model.resource.Kind;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be listed: the kinds of resources, and what the mesh tells of itself.
 *
 * @param kind null for events and alerts
 */
public record Listed(String plural, String singular, boolean namespaced, @Nullable Kind kind) {
  private static final Listed EVENTS = new Listed("events", "event", true, null);
  private static final Listed ALERTS = new Listed("alerts", "alert", true, null);

  /** By the word that a person typed, in any case, singular, plural or short. */
  public static Optional<Listed> ofWord(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "event", "events", "ev", "events.weft.dev" -> Optional.of(EVENTS);
      case "alert", "alerts", "al", "alerts.weft.dev" -> Optional.of(ALERTS);
      default ->
          Kind.ofWord(word)
              .map(kind -> new Listed(kind.plural(), kind.singular(), kind.namespaced(), kind));
    };
  }

  /** The words for all of them. */
  public static Stream<String> plurals() {
    return Stream.concat(
        Arrays.stream(Kind.values()).map(Kind::plural), Stream.of(EVENTS.plural, ALERTS.plural));
  }

  /** The path of its items; a null namespace means all namespaces, a null name all. */
  public String path(@Nullable String namespace, @Nullable String name) {
    if (kind != null) {
      return ApiClient.path(kind, namespace, name);
    }
    return "/apis/weft.dev/v1"
        + (namespace == null ? "" : "/namespaces/" + ApiClient.encode(namespace))
        + "/"
        + plural
        + (name == null ? "" : "/" + ApiClient.encode(name));
  }
}
