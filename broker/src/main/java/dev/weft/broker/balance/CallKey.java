package dev.weft.broker.balance;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Text;
import dev.weft.model.mesh.Affinity;
import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.HashOn;
import dev.weft.model.mesh.RouteeId;
import org.jspecify.annotations.Nullable;

/**
 * What of a call ties it to a routee, as one number that costs nothing to carry: the hash of what a
 * policy hashes on, or the routee that a caller's session names. Immutable, for all loops.
 */
public sealed interface CallKey
    permits CallKey.Nothing, CallKey.SourceKey, CallKey.PathKey, HeaderKey, CookieKey, SessionKey {
  /** The key of calls that have none. */
  long NONE = 0;

  /** What a policy asks for. */
  static CallKey of(BalancePolicy policy) {
    @Nullable Affinity affinity = policy.affinity();
    if (affinity != null) {
      return new SessionKey(affinity);
    }
    @Nullable HashOn on = policy.hashOn();
    return switch (on) {
      case null -> new Nothing();
      case HashOn.Header header -> new HeaderKey(Text.ascii(header.name()));
      case HashOn.Cookie cookie -> new CookieKey(Text.ascii(cookie.name()));
      case HashOn.SourceAddress _ -> new SourceKey();
      case HashOn.Path _ -> new PathKey();
    };
  }

  /** What names a routee in a session: it keeps its name when its address changes. */
  static long session(RouteeId routee) {
    return Hash.of(routee.toString());
  }

  /**
   * The call's key; {@link #NONE} if it has none.
   *
   * @param callerAddress without port
   */
  long of(Head request, String callerAddress);

  /**
   * Tells the caller its routee, where a session is kept and the call's key is not the routee's.
   */
  default void tell(Head answer, long key, long session, boolean secure) {}

  /** The key of a connection of which no more is known. */
  default long ofConnection(String callerAddress) {
    return NONE;
  }

  /** No call is tied. */
  record Nothing() implements CallKey {
    @Override
    public long of(Head request, String callerAddress) {
      return NONE;
    }
  }

  /** The caller's address. */
  record SourceKey() implements CallKey {
    @Override
    public long of(Head request, String callerAddress) {
      return Hash.of(callerAddress);
    }

    @Override
    public long ofConnection(String callerAddress) {
      return Hash.of(callerAddress);
    }
  }

  /** The path without its query. */
  record PathKey() implements CallKey {
    @Override
    public long of(Head request, String callerAddress) {
      byte[] bytes = request.bytes();
      int end = request.pathStart();
      while (end < request.pathEnd() && bytes[end] != '?') {
        end++;
      }
      return Hash.of(bytes, request.pathStart(), end);
    }
  }
}
