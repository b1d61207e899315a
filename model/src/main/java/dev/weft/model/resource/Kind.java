package dev.weft.model.resource;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of resources that the registry serves, with their names in URLs and on command lines.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists come from List.of
public enum Kind {
  NAMESPACE("", "Namespace", "namespaces", Trait.CLUSTER, Trait.STATUS),
  SERVICE("", "Service", "services", Trait.STATUS),
  CONFIG_MAP("", "ConfigMap", "configmaps"),
  SECRET("", "Secret", "secrets", Trait.CONFIDENTIAL),
  ROUTEE(Group.WEFT, "Routee", "routees", Trait.STATUS),
  SERVICE_POLICY(Group.WEFT, "ServicePolicy", "servicepolicies", Trait.STATUS),
  GATEWAY_CLASS(
      Group.GATEWAY, "GatewayClass", "gatewayclasses", Trait.CLUSTER, Trait.STATUS, Trait.BETA),
  GATEWAY(Group.GATEWAY, "Gateway", "gateways", Trait.STATUS, Trait.BETA),
  LISTENER_SET(Group.GATEWAY, "ListenerSet", "listenersets", Trait.STATUS),
  HTTP_ROUTE(Group.GATEWAY, "HTTPRoute", "httproutes", Trait.STATUS, Trait.BETA),
  GRPC_ROUTE(Group.GATEWAY, "GRPCRoute", "grpcroutes", Trait.STATUS),
  TCP_ROUTE(Group.GATEWAY, "TCPRoute", "tcproutes", Trait.STATUS),
  TLS_ROUTE(Group.GATEWAY, "TLSRoute", "tlsroutes", Trait.STATUS),
  BACKEND_TLS_POLICY(Group.GATEWAY, "BackendTLSPolicy", "backendtlspolicies", Trait.STATUS),
  REFERENCE_GRANT(Group.GATEWAY, "ReferenceGrant", "referencegrants", Trait.BETA);

  /** API groups; constants of the enum itself cannot be named before its values. */
  private static final class Group {
    private static final String WEFT = "weft.dev";
    private static final String GATEWAY = "gateway.networking.k8s.io";
  }

  private enum Trait {
    /** Lives in no namespace. */
    CLUSTER,
    /** Has a status, written through a subresource. */
    STATUS,
    /** Holds what only admins and agents may read. */
    CONFIDENTIAL,
    /** Is served as v1beta1 too. */
    BETA
  }

  private final String group;
  private final List<String> versions;
  private final String kindName;
  private final String plural;
  private final List<String> shortNames;
  private final boolean namespaced;
  private final boolean hasStatus;
  private final boolean confidential;

  Kind(String group, String kindName, String plural, Trait... traits) {
    var has = List.of(traits);
    this.group = group;
    this.versions = has.contains(Trait.BETA) ? List.of("v1", "v1beta1") : List.of("v1");
    this.kindName = kindName;
    this.plural = plural;
    this.shortNames = shortNames(plural);
    this.namespaced = !has.contains(Trait.CLUSTER);
    this.hasStatus = has.contains(Trait.STATUS);
    this.confidential = has.contains(Trait.CONFIDENTIAL);
  }

  private static List<String> shortNames(String plural) {
    return switch (plural) {
      case "namespaces" -> List.of("ns");
      case "services" -> List.of("svc");
      case "configmaps" -> List.of("cm");
      case "routees" -> List.of("rt");
      case "servicepolicies" -> List.of("sp");
      case "gatewayclasses" -> List.of("gc");
      case "gateways" -> List.of("gtw");
      case "listenersets" -> List.of("lset");
      case "backendtlspolicies" -> List.of("btlspolicy");
      case "referencegrants" -> List.of("refgrant");
      default -> List.of();
    };
  }

  /** The API group; empty for the core group. */
  public String group() {
    return group;
  }

  /** The version in which its documents are stored and preferably served, such as {@code v1}. */
  public String version() {
    return versions.getFirst();
  }

  /** Every version under which the same documents are served, the preferred one first. */
  public List<String> versions() {
    return versions;
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

  /** Whether it has a status, which is written apart from the rest. */
  public boolean hasStatus() {
    return hasStatus;
  }

  /**
   * Whether its documents hold secrets: only admins and agents may read them, and their values
   * stand in no message, log or page.
   */
  public boolean confidential() {
    return confidential;
  }

  /** Whether it is of the Gateway API. */
  public boolean ofGatewayApi() {
    return group.equals(Group.GATEWAY);
  }

  /** The {@code apiVersion} field of a stored document: {@code v1} or {@code group/version}. */
  public String apiVersion() {
    return apiVersion(version());
  }

  /** The {@code apiVersion} field under one of its versions. */
  public String apiVersion(String version) {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The kind of a document with these fields, whichever served version it names. */
  public static Optional<Kind> of(String apiVersion, String kindName) {
    for (Kind kind : values()) {
      if (kind.kindName.equals(kindName)
          && kind.versions.stream().map(kind::apiVersion).anyMatch(apiVersion::equals)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The kind that a URL of this group, version and plural names. */
  public static Optional<Kind> ofPath(String group, String version, String plural) {
    for (Kind kind : values()) {
      if (kind.group.equals(group)
          && kind.versions.contains(version)
          && kind.plural.equals(plural)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The kind that a person means: singular, plural (with the group or not) or abbreviation. */
  public static Optional<Kind> ofWord(String word) {
    String wanted = word.toLowerCase(Locale.ROOT);
    for (Kind kind : values()) {
      if (kind.plural.equals(wanted)
          || wanted.equals(kind.plural + "." + kind.group)
          || kind.singular().equals(wanted)
          || kind.shortNames.contains(wanted)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
