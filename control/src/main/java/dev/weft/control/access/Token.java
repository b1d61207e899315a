package dev.weft.control.access;

import dev.weft.model.resource.Fields;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A token as the registry keeps it: all but the token itself.
 *
 * @param id by which it is found and revoked; no secret
 * @param name what people call it
 * @param namespace where {@link Scope#REGISTER} holds
 * @param services whose routees {@link Scope#REGISTER} is about
 * @param expires null for never
 * @param sha256 of the token, in hexadecimal
 */
public record Token(
    String id,
    String name,
    Set<Scope> scopes,
    String namespace,
    Set<String> services,
    Instant created,
    @Nullable Instant expires,
    String sha256) {

  public Token {
    scopes = Set.copyOf(scopes);
    services = Set.copyOf(services);
  }

  boolean hasExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  Caller caller() {
    return new Caller(name, scopes, namespace, services);
  }

  /** What may be shown: without the hash. */
  public Map<String, Object> toTree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("id", id);
    tree.put("name", name);
    tree.put("scopes", EnumSet.copyOf(scopes).stream().map(Scope::toString).toList());
    if (scopes.contains(Scope.REGISTER)) {
      tree.put("namespace", namespace);
      tree.put("services", List.copyOf(new TreeSet<>(services)));
    }
    tree.put("created", created.toString());
    if (expires != null) {
      tree.put("expires", expires.toString());
    }
    return tree;
  }

  Map<String, Object> toStoredTree() {
    Map<String, Object> tree = toTree();
    tree.put("sha256", sha256);
    return tree;
  }

  static Token fromStored(Fields fields) {
    String hash = fields.requiredText("sha256");
    if (!hash.matches("[0-9a-f]{64}")) {
      fields.refuse("sha256", hash, "64 hexadecimal digits");
    }
    return new Token(
        fields.requiredText("id"),
        fields.requiredText("name"),
        TokenRequest.scopes(fields),
        fields.text("namespace", ""),
        TokenRequest.services(fields),
        instant(fields, "created", Instant.EPOCH),
        fields.has("expires") ? instant(fields, "expires", Instant.EPOCH) : null,
        hash);
  }

  private static Instant instant(Fields fields, String name, Instant otherwise) {
    String text = fields.requiredText(name);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      fields.refuse(name, text, "an RFC 3339 time");
      return otherwise;
    }
  }
}
