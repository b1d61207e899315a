package dev.weft.control;

import dev.weft.control.access.Caller;
import dev.weft.control.access.Tokens;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks. Without tokens that is everyone on this machine, and nobody else; as soon as
 * there is a token, everybody has to show one.
 *
 * <p>Safe for use by any thread.
 */
final class Gate {
  private static final String SCHEME = "bearer ";

  private final @Nullable Tokens tokens;
  private final Guesses guesses;

  /**
   * @param tokens null where there can be none
   */
  Gate(@Nullable Tokens tokens, Guesses guesses) {
    this.tokens = tokens;
    this.guesses = guesses;
  }

  /**
   * Who sent a request.
   *
   * @param authorization the header; null if there is none
   * @param fromHere whether the connection comes from this machine's loopback
   * @throws Refusal 401 if nobody knows, 429 if that happens too often
   */
  Caller callerOf(@Nullable String authorization, boolean fromHere) {
    boolean open = tokens == null || !tokens.required();
    if (open && fromHere) {
      return Caller.EVERYONE; // a token that is shown all the same does no harm
    }
    if (authorization == null) {
      throw Refusal.unauthorized(
          open
              ? "from another machine this API answers to tokens only, and it has none yet: make"
                  + " one with `weft token create` on the registry's machine"
              : "this API asks for a token: send it as `Authorization: Bearer TOKEN`, or set"
                  + " WEFT_TOKEN for the weft command",
          "");
    }
    return known(authorization)
        .orElseThrow(() -> {
          guesses.oneMore();
          return Refusal.unauthorized(
              "the token in Authorization is not known here: it was revoked, has run out or is no"
                  + " bearer token of this registry",
              "invalid_token");
        });
  }

  /**
   * Whether a request that was let in would be let in now, and as the same caller: its token may
   * have been revoked or have run out since, or the first token may have been made. Keeps nothing
   * of the request but who asks.
   */
  BooleanSupplier stillKnows(Call call) {
    Caller caller = call.caller();
    String authorization = call.header("Authorization");
    boolean fromHere = call.fromHere();
    return () -> stillKnows(caller, authorization, fromHere);
  }

  private boolean stillKnows(Caller caller, @Nullable String authorization, boolean fromHere) {
    boolean open = tokens == null || !tokens.required();
    if (open && fromHere) {
      return caller.equals(Caller.EVERYONE);
    }
    return authorization != null && known(authorization).filter(caller::equals).isPresent();
  }

  private Optional<Caller> known(String authorization) {
    return tokens != null && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        ? tokens.callerOf(authorization.substring(SCHEME.length()).strip())
        : Optional.empty();
  }
}
