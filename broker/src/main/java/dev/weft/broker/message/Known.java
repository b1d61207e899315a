package dev.weft.broker.message;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Field names that the broker acts on; found by length and letters, without a hash of the name. */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are never written
public enum Known {
  AUTHORIZATION,
  CONNECTION,
  CONTENT_LENGTH,
  CONTENT_TYPE,
  COOKIE,
  DATE,
  EXPECT,
  FORWARDED,
  GRPC_STATUS,
  GRPC_TIMEOUT,
  HOST,
  HTTP2_SETTINGS,
  KEEP_ALIVE,
  PROXY_AUTHENTICATE,
  PROXY_AUTHORIZATION,
  PROXY_CONNECTION,
  PROXY_STATUS,
  RETRY_AFTER,
  SEC_WEBSOCKET_ACCEPT,
  SEC_WEBSOCKET_KEY,
  SEC_WEBSOCKET_VERSION,
  SET_COOKIE,
  TE,
  TRACEPARENT,
  TRACESTATE,
  TRAILER,
  TRANSFER_ENCODING,
  UPGRADE,
  VIA,
  X_FORWARDED_FOR,
  X_FORWARDED_HOST,
  X_FORWARDED_PORT,
  X_FORWARDED_PROTO,
  X_WEFT_CALLER,
  X_WEFT_DEADLINE,
  X_WEFT_EXCHANGE,
  X_WEFT_EXPLAIN,
  X_WEFT_ROUTEE;

  private static final int LONGEST = 32;
  private static final Known[][] BY_LENGTH = byLength();

  private final byte[] lower;
  private final byte[] written;

  Known() {
    String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
    lower = Text.ascii(name);
    written = lower.clone();
    for (int i = 0; i < written.length; i++) {
      if ((i == 0 || written[i - 1] == '-') && written[i] >= 'a' && written[i] <= 'z') {
        written[i] = (byte) (written[i] & ~0x20);
      }
    }
  }

  /** This name's bit in a set of them. */
  @SuppressWarnings("EnumOrdinal") // any numbers do that differ
  long bit() {
    return 1L << ordinal();
  }

  /** With capitals, as people write it; not to be changed. */
  byte[] written() {
    return written;
  }

  /** The known name in these bytes, whatever their case; null if it is none. */
  public static @Nullable Known of(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < LONGEST && length >= 0) {
      byte first = Text.lower(bytes[start]);
      for (Known candidate : BY_LENGTH[length]) {
        if (candidate.lower[0] == first
            && Text.equalIgnoringCase(candidate.lower, bytes, start, end)) {
          return candidate;
        }
      }
    }
    return null;
  }

  private static Known[][] byLength() {
    var table = new Known[LONGEST][];
    for (int length = 0; length < LONGEST; length++) {
      int exact = length;
      table[length] =
          Arrays.stream(values())
              .filter(known -> known.lower.length == exact)
              .toArray(Known[]::new);
    }
    return table;
  }
}
