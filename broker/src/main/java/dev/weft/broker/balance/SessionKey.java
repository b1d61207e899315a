package dev.weft.broker.balance;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Text;
import dev.weft.model.mesh.Affinity;
import java.util.HexFormat;

/**
 * A call is tied by the routee that an earlier answer named, in 16 hexadecimal digits that tell
 * nothing of addresses. Whoever sends another name is taken to another routee: that is no secret,
 * and no right either.
 */
final class SessionKey implements CallKey {
  private static final int DIGITS = 16;

  private final Affinity affinity;
  private final byte[] name;

  SessionKey(Affinity affinity) {
    this.affinity = affinity;
    name =
        switch (affinity) {
          case Affinity.Cookie cookie -> Text.ascii(cookie.name());
          case Affinity.Header header -> Text.ascii(header.name());
        };
  }

  @Override
  public long of(Head request, String callerAddress) {
    if (affinity instanceof Affinity.Cookie) {
      long place = CookieKey.find(request, name);
      return place < 0 ? NONE : read(request.bytes(), CookieKey.start(place), CookieKey.end(place));
    }
    int field = HeaderKey.find(request, name);
    return field < 0
        ? NONE
        : read(request.bytes(), request.valueStart(field), request.valueEnd(field));
  }

  private static long read(byte[] bytes, int start, int end) {
    if (end - start != DIGITS) {
      return NONE;
    }
    long read = 0;
    for (int i = start; i < end; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return NONE;
      }
      read = (read << 4) | digit;
    }
    return read;
  }

  @Override
  public void tell(Head answer, long key, long session, boolean secure) {
    if (key == session) {
      return;
    }
    String value = HexFormat.of().toHexDigits(session);
    switch (affinity) {
      case Affinity.Header header -> {
        // What a routee says under this name would take the caller elsewhere.
        for (int i = HeaderKey.find(answer, name); i >= 0; i = HeaderKey.find(answer, name)) {
          answer.drop(i);
        }
        answer.add(header.name(), value);
      }
      case Affinity.Cookie cookie -> {
        var line = new StringBuilder(cookie.name()).append('=').append(value).append("; Path=/");
        if (!cookie.ttl().isZero()) {
          line.append("; Max-Age=").append(cookie.ttl().toSeconds());
        }
        line.append("; HttpOnly").append(secure ? "; Secure" : "");
        answer.add(Known.SET_COOKIE, line);
      }
    }
  }
}
