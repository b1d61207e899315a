package dev.weft.control.access;

import java.util.Set;

/**
 * Who sent a request.
 *
 * @param name for people
 * @param namespace where {@link Scope#REGISTER} holds
 * @param services whose routees {@link Scope#REGISTER} is about
 */
public record Caller(String name, Set<Scope> scopes, String namespace, Set<String> services) {

  /** Everyone on this machine, where no token was ever made. */
  public static final Caller EVERYONE =
      new Caller("everyone on this machine", Set.of(Scope.ADMIN), "", Set.of());

  /** Whoever asks what anyone may ask. */
  public static final Caller NOBODY = new Caller("nobody", Set.of(), "", Set.of());

  /** Whether the caller has a scope or one that includes it. */
  public boolean may(Scope scope) {
    return scopes.contains(Scope.ADMIN)
        || scopes.contains(scope)
        || (scope == Scope.READ && scopes.contains(Scope.AGENT));
  }

  /** Whether the caller may register and deregister routees of a service. */
  public boolean mayRegister(String inNamespace, String service) {
    return scopes.contains(Scope.ADMIN)
        || (scopes.contains(Scope.REGISTER)
            && namespace.equals(inNamespace)
            && services.contains(service));
  }

  /** Whether the caller may read Secrets. */
  public boolean readsSecrets() {
    return scopes.contains(Scope.ADMIN) || scopes.contains(Scope.AGENT);
  }
}
