package dev.weft.control.access;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token that somebody wants.
 *
 * @param name 1 to 63 characters, for people
 * @param scopes at least one
 * @param namespace for {@link Scope#REGISTER}; {@code default} where it is empty
 * @param services at least one with {@link Scope#REGISTER}, none without
 * @param lifetime a second to ten years; null for ever
 */
public record TokenRequest(
    String name,
    Set<Scope> scopes,
    String namespace,
    Set<String> services,
    @Nullable Duration lifetime) {
  private static final long MAX_LIFETIME_SECONDS = Duration.ofDays(3660).toSeconds();

  /**
   * @throws InvalidResourceException naming every field that is wrong
   */
  public TokenRequest {
    scopes = Set.copyOf(scopes);
    services = Set.copyOf(services);
    boolean registers = scopes.contains(Scope.REGISTER);
    namespace = registers && namespace.isEmpty() ? ServiceName.DEFAULT_NAMESPACE : namespace;
    var fields = new Fields(Map.of());
    if (name.isBlank() || name.length() > 63 || name.chars().anyMatch(Character::isISOControl)) {
      fields.refuse("name", name, "1 to 63 printable characters");
    }
    if (scopes.isEmpty()) {
      fields.refuse("scopes", null, "at least one of read, register, agent, admin");
    }
    if (registers && services.isEmpty()) {
      fields.refuse("services", null, "the services that may be registered, with scope register");
    }
    if (!registers && !(services.isEmpty() && namespace.isEmpty())) {
      fields.refuse("services", String.join(",", services), "allowed without scope register");
    }
    if (registers && !Names.isLabel(namespace)) {
      fields.refuse("namespace", namespace, Names.LABEL_RULE);
    }
    services.stream()
        .filter(service -> !Names.isLabel(service))
        .forEach(service -> fields.refuse("services", service, Names.LABEL_RULE));
    if (lifetime != null
        && (lifetime.toSeconds() < 1 || lifetime.toSeconds() > MAX_LIFETIME_SECONDS)) {
      fields.refuse("ttlSeconds", lifetime.toSeconds(), "from 1 to " + MAX_LIFETIME_SECONDS);
    }
    fields.throwIfAny("token");
  }

  /**
   * Reads {@code {"name","scopes":[…],"namespace","services":[…],"ttlSeconds"}}.
   *
   * @throws InvalidResourceException naming every field that is wrong
   */
  public static TokenRequest fromTree(Map<String, Object> tree) {
    var fields = new Fields(tree);
    String name = fields.requiredText("name");
    Set<Scope> scopes = scopes(fields);
    String namespace = fields.text("namespace", "");
    Set<String> services = services(fields);
    long seconds = fields.number("ttlSeconds", 0, 1, MAX_LIFETIME_SECONDS);
    fields.refuseUnknown();
    fields.throwIfAny("token");
    return new TokenRequest(
        name, scopes, namespace, services, seconds == 0 ? null : Duration.ofSeconds(seconds));
  }

  static Set<Scope> scopes(Fields fields) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    List<String> words = texts(fields, "scopes");
    for (int i = 0; i < words.size(); i++) {
      var word = new LinkedHashMap<String, Object>();
      word.put("scopes[" + i + "]", words.get(i));
      var entry = new Fields(word);
      scopes.add(entry.choice("scopes[" + i + "]", Scope.READ, Scope.class));
      entry.errors().forEach(e -> fields.refuse(e.path(), e.value(), e.accepted()));
    }
    if (scopes.isEmpty()) {
      fields.refuse("scopes", null, "at least one of read, register, agent, admin");
    }
    return scopes;
  }

  static Set<String> services(Fields fields) {
    return new HashSet<>(texts(fields, "services"));
  }

  private static List<String> texts(Fields fields, String name) {
    Object value = fields.value(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      fields.refuse(name, value, "a list of texts");
      return List.of();
    }
    var texts = new ArrayList<String>();
    list.forEach(element -> texts.add((String) element));
    return texts;
  }
}
