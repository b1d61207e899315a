package dev.weft.model.resource;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of resources that the registry serves, with their names in URLs and on command lines.
 */
@SuppressWarnings("ImmutableEnumChecker") // shortNames come from List.of
public enum Kind {
  NAMESPACE("", "v1", "Namespace", "namespaces", List.of("ns"), false),
  SERVICE("", "v1", "Service", "services", List.of("svc"), true),
  CONFIG_MAP("", "v1", "ConfigMap", "configmaps", List.of("cm"), true),
  ROUTEE("weft.dev", "v1", "Routee", "routees", List.of("rt"), true),
  SERVICE_POLICY("weft.dev", "v1", "ServicePolicy", "servicepolicies", List.of("sp"), true);

  private final String group;
  private final String version;
  private final String kindName;
  private final String plural;
  private final List<String> shortNames;
  private final boolean namespaced;

  Kind(
      String group,
      String version,
      String kindName,
      String plural,
      List<String> shortNames,
      boolean namespaced) {
    this.group = group;
    this.version = version;
    this.kindName = kindName;
    this.plural = plural;
    this.shortNames = shortNames;
    this.namespaced = namespaced;
  }

  /** The API group; empty for the core group. */
  public String group() {
    return group;
  }

  /** The version within the group, such as {@code v1}. */
  public String version() {
    return version;
  }

  /** The {@code kind} field of a document, such as {@code ServicePolicy}. */
  public String kindName() {
    return kindName;
  }

  /** The name in URLs, such as {@code servicepolicies}. */
  public String plural() {
    return plural;
  }

  /** The singular lower-case name, such as {@code servicepolicy}. */
  public String singular() {
    return kindName.toLowerCase(Locale.ROOT);
  }

  /** Abbreviations that people type. */
  public List<String> shortNames() {
    return shortNames;
  }

  /** Whether its resources live in a namespace. */
  public boolean namespaced() {
    return namespaced;
  }

  /** The {@code apiVersion} field of a document: {@code v1} or {@code group/version}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The kind of a document with these fields. */
  public static Optional<Kind> of(String apiVersion, String kindName) {
    for (Kind kind : values()) {
      if (kind.apiVersion().equals(apiVersion) && kind.kindName.equals(kindName)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The kind that a URL of this group, version and plural names. */
  public static Optional<Kind> ofPath(String group, String version, String plural) {
    for (Kind kind : values()) {
      if (kind.group.equals(group) && kind.version.equals(version) && kind.plural.equals(plural)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The kind that a person means: kind, singular, plural or abbreviation, in any case. */
  public static Optional<Kind> ofWord(String word) {
    String wanted = word.toLowerCase(Locale.ROOT);
    for (Kind kind : values()) {
      if (kind.plural.equals(wanted)
          || kind.singular().equals(wanted)
          || kind.shortNames.contains(wanted)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
